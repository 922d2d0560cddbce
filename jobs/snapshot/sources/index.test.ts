import { expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';
import { openSource } from './index.ts';

const { rules, oracle } = loadSettings({ file: undefined, environment: {}, folder: import.meta.dirname });
const open = (setting: string) => () => openSource(setting, { rules, oracle, recent: 0 });

it.each([
  ['data/x.sqlite', 'unknown source type: did you mean sqlite:data/x.sqlite?'],
  [import.meta.filename, `unknown source type: did you mean sqlite:${import.meta.filename}?`],
  ['postgres://host/database', 'unknown source type postgres: give sqlite:PATH, oracle://'],
  ['constructor:x', 'unknown source type constructor: give sqlite:PATH, oracle://'],
])('%s is of no known source type, and the error says what may be meant', (setting, message) => {
  expect(open(setting)).toThrow(message);
});

it('an error never repeats a setting that may hold a password', () => {
  expect(open('reader/sesame@//host:1521/service')).toThrow('unknown source type: give sqlite:PATH');
  expect(open('reader/sesame@//host:1521/service')).not.toThrow('sesame');
});
