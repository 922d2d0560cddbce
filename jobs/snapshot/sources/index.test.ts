import { expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';
import { openSource } from './index.ts';

const settings = loadSettings({ file: undefined, environment: {}, folder: import.meta.dirname });
const open = (setting: string) => () => openSource(setting, { ...settings, recent: 0 });

it.each([
  ['data/x.sqlite', 'unknown source type: did you mean sqlite:data/x.sqlite?'],
  [import.meta.filename, `unknown source type: did you mean sqlite:${import.meta.filename}?`],
  ['postgres://host/database', 'unknown source type postgres: give sqlite:PATH, oracle://'],
  ['mysql://scott:tiger@host/x', 'source: this is no address of a MySQL server: it names an account'],
  ['mysql://host', 'source: this is no address of a MySQL server: give mysql://HOST:PORT/DB'],
  ['mysql://host/x', 'source: a MySQL source needs RUNINFO_MYSQL_USER, and RUNINFO_MYSQL_PASSWORD or'],
  ['constructor:x', 'unknown source type constructor: give sqlite:PATH, oracle://'],
])('%s is refused, and the error says what may be meant', (setting, message) => {
  expect(open(setting)).toThrow(message);
});

it('an error never repeats a setting that may hold a password', () => {
  expect(open('reader/sesame@//host:1521/service')).toThrow('unknown source type: give sqlite:PATH');
  expect(open('reader/sesame@//host:1521/service')).not.toThrow('sesame');
});
