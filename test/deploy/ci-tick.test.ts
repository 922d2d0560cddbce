import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { LINKLESS } from '../support/told-runs.ts';
import { startWebhook } from '../support/webhook.ts';

const SCRIPT = join(packageRoot(), 'deploy/ci-tick.sh');

interface Runner {
  readonly archive: string;
  readonly tick: (...words: string[]) => Promise<{ code: number; out: string; err: string }>;
}

/** A bare remote, a source, a webhook, and machines that keep nothing but a checkout of the program. */
async function begin() {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-ci-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const remote = join(folder, 'remote.git');
  const git = (...words: string[]) => execFileSync('git', ['-C', remote, ...words], { encoding: 'utf8' }).trim();
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  const source = join(folder, 'runinfo.sqlite');
  generateSample({ out: source, runs: 40, seed: 2, lines: 60 });
  const webhook = await startWebhook();
  let count = 0;
  const makeRunner = (): Runner => {
    count += 1;
    const place = join(folder, `runner-${count}`);
    for (const name of ['archive', 'runinfo.config.yaml']) {
      cpSync(join(packageRoot(), name), join(place, name), { recursive: true });
    }
    const env = {
      PATH: process.env['PATH'],
      HOME: place,
      RUNINFO_SOURCE: `sqlite:${source}`,
      RUNINFO_ARCHIVE_REMOTE: `file://${remote}`,
      RUNINFO_SLACK_WEBHOOK: webhook.address,
    };
    const tick: Runner['tick'] = async (...words) =>
      new Promise((resolve) => {
        execFile(SCRIPT, words, { cwd: place, env }, (error, out, err) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
        });
      });
    return { archive: join(place, 'data/archive'), tick };
  };
  const append = () => generateSample({ out: source, runs: 0, seed: 2, lines: 60, append: 1 });
  return { folder, remote, git, source, webhook, makeRunner, append };
}

it('on machines that keep nothing each run is committed and announced once, and a shallow clone is refused', async () => {
  const { remote, git, webhook, makeRunner, append } = await begin();
  expect(await makeRunner().tick('--only', 'snapshot,notify')).toMatchObject({ code: 0, err: LINKLESS });
  const [commits, messages] = [Number(git('rev-list', '--count', 'main')), webhook.received.length];
  expect(commits).toBeGreaterThan(20);
  expect(messages).toBeGreaterThan(0);

  append();
  const second = makeRunner();
  const { code, out, err } = await second.tick('--only', 'snapshot,notify');
  expect({ code, err }).toEqual({ code: 0, err: LINKLESS });
  expect(out).toMatch(/^1 commit, "Run \d+: .*", 1 message/m);
  expect(Number(git('rev-list', '--count', 'main'))).toBe(commits + 1);
  expect(webhook.received).toHaveLength(messages + 1);
  expect(await second.tick('--only', 'snapshot,notify')).toMatchObject({ code: 0, err: LINKLESS });
  expect(webhook.received).toHaveLength(messages + 1);

  const third = makeRunner();
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${remote}`, third.archive]);
  expect(await third.tick()).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('has a part of the history only: git fetch --unshallow') as string,
  });
  expect(webhook.received).toHaveLength(messages + 1);
});

it('what another machine pushed meanwhile is never overwritten, and a source that is down is no failure', async () => {
  const { git, folder, source, makeRunner, append } = await begin();
  const [one, other] = [makeRunner(), makeRunner()];
  await one.tick('--only', 'snapshot,notify');
  execFileSync('git', ['-C', one.archive, 'commit', '--quiet', '--allow-empty', '-m', 'by hand'], {
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'b',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'b',
    },
  });
  append();
  await other.tick('--only', 'snapshot,notify');
  const heads = git('for-each-ref');
  expect(await one.tick('--only', 'snapshot,notify')).toMatchObject({
    code: 1,
    err: expect.stringContaining('let only one machine collect') as string,
  });
  expect(git('for-each-ref')).toBe(heads);

  rmSync(source);
  const down = await other.tick('--only', 'snapshot,notify', '--quiet');
  expect(down).toMatchObject({ code: 0, err: expect.stringContaining('cannot read the SQLite file') as string });
  const state = JSON.parse(git('show', 'refs/runinfo/state/ci:state.json')) as object;
  expect(state).toMatchObject({ lastTick: { ok: false, failures: 1 } });
  expect(existsSync(join(folder, 'runner-2/data/state/archive/state.json'))).toBe(true);
});
