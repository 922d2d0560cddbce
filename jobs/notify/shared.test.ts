import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadSettings, type Settings } from '../config/load.ts';
import { beginChannel, emptyState, type State } from '../state.ts';
import { adoptShared, keepShared } from './shared.ts';

const WEBHOOK = 'https://hooks.example/secret-address';

/** An archive with a repository, and the settings of installations that share it and their webhooks, by name. */
function makeShared(variables: NodeJS.ProcessEnv = { RUNINFO_SLACK_WEBHOOK: WEBHOOK }) {
  const folder = mkdtempSync(join(tmpdir(), 'shared-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = join(folder, 'archive/.git');
  mkdirSync(git, { recursive: true });
  writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'runinfo.config.yaml'), 'notify: { channels: { hf: { partitions: [HF] } } }\n');
  const settingsOf = (state: string, more: NodeJS.ProcessEnv = {}) => {
    const environment = { RUNINFO_ARCHIVE: 'archive', RUNINFO_STATE: state, ...variables, ...more };
    return loadSettings({ file: undefined, environment, folder });
  };
  return { folder, git, settingsOf, files: () => readdirSync(git).filter((name) => name !== 'HEAD') };
}

function stateWith(channels: State['channels'], daily: number | null = null): State {
  return { ...emptyState(), channels, daily, dailyCommit: daily === null ? null : `c${daily}` };
}

/** Keeps for others what a state announced, on every channel. */
function keepAll(settings: Settings, state: State): void {
  for (const channel of settings.channels) keepShared(settings, channel, state);
}

it('what one announced, and when it sent the daily digest, the other takes over; what only it has, it keeps', () => {
  const { settingsOf } = makeShared();
  const [sent, hf] = [{ ...beginChannel('b'), runs: { 7: 'c' } }, beginChannel('z')];
  keepAll(settingsOf('one'), stateWith({ main: sent, hf: beginChannel('w') }, 20));
  const other = stateWith({ main: beginChannel('a'), hf }, 10);
  expect(adoptShared(settingsOf('other'), other)).toEqual({
    channels: { main: sent, hf },
    daily: 20,
    dailyCommit: 'c20',
  });
  expect(other.channels).toEqual({ main: beginChannel('a'), hf });
  expect(adoptShared(settingsOf('other'), { ...other, daily: 30 }).daily).toBe(30);
  expect(adoptShared(settingsOf('other'), { ...other, daily: null }).daily).toBe(20);
});

it('what it announced itself is told by its own state', () => {
  const { settingsOf } = makeShared();
  keepAll(settingsOf('one'), stateWith({ main: beginChannel('b') }, 20));
  const own = stateWith({ main: beginChannel('a') }, 10);
  expect(adoptShared(settingsOf('one'), own)).toEqual({ channels: own.channels, daily: 10, dailyCommit: 'c10' });
});

it('every webhook has its own file, and the daily digest is that of the main one', () => {
  const { settingsOf, files } = makeShared({
    RUNINFO_SLACK_WEBHOOK: WEBHOOK,
    RUNINFO_SLACK_WEBHOOK_HF: `${WEBHOOK}/hf`,
  });
  keepAll(settingsOf('one'), stateWith({ main: beginChannel('b'), hf: beginChannel('c') }, 20));
  expect(files()).toHaveLength(2);
  const taken = adoptShared(settingsOf('other'), stateWith({}));
  expect(taken).toEqual({
    channels: { main: beginChannel('b'), hf: beginChannel('c') },
    daily: 20,
    dailyCommit: 'c20',
  });
  const onlyHf = settingsOf('other', { RUNINFO_SLACK_WEBHOOK: `${WEBHOOK}/elsewhere` });
  expect(adoptShared(onlyHf, stateWith({}))).toEqual({
    channels: { hf: beginChannel('c') },
    daily: null,
    dailyCommit: null,
  });
});

it('nothing is kept without a webhook, of a channel that announced nothing yet, or where there is no archive', () => {
  const { folder, git, settingsOf, files } = makeShared();
  keepAll(settingsOf('one', { RUNINFO_SLACK_WEBHOOK: '' }), stateWith({ main: beginChannel('b') }));
  keepAll(settingsOf('one'), stateWith({}));
  expect(files()).toEqual([]);
  rmSync(git, { recursive: true });
  keepAll(settingsOf('one'), stateWith({ main: beginChannel('b') }));
  expect(readdirSync(join(folder, 'archive'))).toEqual([]);
  expect(adoptShared(settingsOf('other'), stateWith({}))).toEqual({ channels: {}, daily: null, dailyCommit: null });
});

it('the address is a secret: neither the name nor the content of what is kept tells it', () => {
  const { git, settingsOf, files } = makeShared();
  keepAll(settingsOf('one'), stateWith({ main: beginChannel('b') }, 20));
  const [name = ''] = files();
  expect(name).toMatch(/^runinfo-announced-[0-9a-f]{16}\.json$/);
  const text = readFileSync(join(git, name), 'utf8');
  expect(`${name}${text}`).not.toContain('secret-address');
  expect(JSON.parse(text)).toEqual({
    by: `${hostname()}:${settingsOf('one').state}`,
    announced: beginChannel('b'),
    daily: 20,
    dailyCommit: 'c20',
  });
});

it('what is damaged is as if nobody had announced anything', () => {
  const { git, settingsOf, files } = makeShared();
  keepAll(settingsOf('one'), stateWith({ main: beginChannel('b') }));
  const own = stateWith({ main: beginChannel('a') }, 10);
  for (const text of ['', '{', '{"by":"x"}']) {
    for (const name of files()) writeFileSync(join(git, name), text);
    expect(adoptShared(settingsOf('other'), own)).toEqual({ channels: own.channels, daily: 10, dailyCommit: 'c10' });
  }
});

it('a webhook that is the main one of one installation, and not of another, brings no daily digest along', () => {
  const [main, hf] = [`${WEBHOOK}/main`, `${WEBHOOK}/hf`];
  const { settingsOf } = makeShared();
  keepAll(
    settingsOf('one', { RUNINFO_SLACK_WEBHOOK: main, RUNINFO_SLACK_WEBHOOK_HF: hf }),
    stateWith({ main: beginChannel('b'), hf: beginChannel('c') }, 20),
  );
  const turned = settingsOf('other', { RUNINFO_SLACK_WEBHOOK: hf, RUNINFO_SLACK_WEBHOOK_HF: main });
  expect(adoptShared(turned, stateWith({}))).toEqual({
    channels: { main: beginChannel('c'), hf: beginChannel('b') },
    daily: null,
    dailyCommit: null,
  });
});

it('what is kept already is not written again', () => {
  const { git, settingsOf, files } = makeShared();
  const keep = (commit: string) => {
    keepAll(settingsOf('one'), stateWith({ main: beginChannel(commit) }));
    return statSync(join(git, files()[0] ?? '')).ino;
  };
  const first = keep('b');
  expect(keep('b')).toBe(first);
  expect(keep('c')).not.toBe(first);
});
