/** Who runs the program: root, somebody whom files are closed to, somebody whose files everybody may write. */
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { runCommand } from '../cli/run-command.ts';
import type { Finding } from '../jobs/doctor/check.ts';
import { packageRoot } from '../jobs/package-root.ts';
import { makePlace, type Place } from './original/place.ts';
import { runProgram, withoutPrivileges } from './support/programs.ts';
import { tagged } from './support/told-runs.ts';
import type { Ran } from './support/workplace.ts';

const NOBODY = 65_534;

const environmentOf = ({ file, archive, site }: Place) => ({
  RUNINFO_SOURCE: `sqlite:${file.path}`,
  RUNINFO_ARCHIVE: archive,
  RUNINFO_SITE: site,
});

function beginPlace(): Place {
  const place = makePlace();
  place.file.add(100, tagged('v0', 'o0'));
  return place;
}

/** A place whose site belongs to another account than root. */
function beginForeignPlace(): Place {
  const place = beginPlace();
  mkdirSync(place.site);
  if (process.getuid?.() === 0) chownSync(place.site, NOBODY, NOBODY);
  return place;
}

async function asRoot(place: Place, words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const said = { out: '', err: '' };
  const code = await runCommand(words, {
    print: (text) => void (said.out += text),
    printError: (text) => void (said.err += text),
    isTerminal: false,
    isRoot: true,
    width: 1000,
    variables: { ...environmentOf(place), ...more },
    folder: place.folder,
    now: () => place.clock.now,
    wait: async () => undefined,
  });
  return { code, ...said };
}

/** What the doctor says is wrong with the account. */
async function examineAccount(doctor: Promise<Ran>): Promise<string[]> {
  const { findings } = JSON.parse((await doctor).out) as { findings: Finding[] };
  return findings.filter(({ check }) => check === 'account').map(({ health, says }) => `${health}: ${says}`);
}

describe('root', () => {
  const refused = {
    code: 2,
    out: '',
    err: expect.stringMatching(
      /^runinfo: this is root, and \S+ belongs to another account: .*sudo -u '#\d+' .*allowRoot: true/,
    ) as string,
  };

  it('is refused by whatever writes archive or site, where one belongs to another account, and may ask', async () => {
    const place = beginForeignPlace();
    for (const words of [['tick'], ['snapshot'], ['diff'], ['publish'], ['notify'], ['verify', '--repair']]) {
      expect({ words, ...(await asRoot(place, words)) }).toEqual({ words, ...refused });
    }
    expect(await asRoot(place, ['tick', '--dry-run'])).toMatchObject({ code: 0, err: '' });
    expect(await place.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
    expect(await asRoot(place, ['runs'])).toMatchObject({ code: 0, err: '' });
    expect(await examineAccount(asRoot(place, ['doctor', '--json']))).toEqual([
      expect.stringMatching(/^error: this is root, and \S+ belongs to another account/),
    ]);
  });

  it('may run jobs where a setting says so, which the doctor remarks on', async () => {
    const place = beginForeignPlace();
    const allowed = { RUNINFO_ALLOW_ROOT: 'true' };
    expect(await asRoot(place, ['tick', '--quiet'], allowed)).toMatchObject({ code: 0 });
    writeFileSync(join(place.folder, 'runinfo.config.yaml'), 'allowRoot: true\n');
    expect(await asRoot(place, ['tick', '--quiet'])).toMatchObject({ code: 0, err: '' });
    expect(await examineAccount(asRoot(place, ['doctor', '--json']))).toEqual([
      expect.stringMatching(/^warning: this is root: better/),
    ]);
  });
});

it.each([
  [0o000, [/^warning: umask 0000 lets everybody write what is made, the archive too: umask 022/]],
  [0o022, []],
  [0o077, []],
  [0o277, [/^error: umask 0277 keeps the owner from what is made: umask 022/]],
])('the doctor says of umask %i what it means', async (umask, says) => {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
  const said = await examineAccount(makePlace().run(['doctor', '--json']));
  expect(said).toEqual(says.map((text): unknown => expect.stringMatching(text)));
});

const JOBS = [['doctor'], ['tick'], ['publish', '--full']];
const QUESTIONS = [['status'], ['runs'], ['changes', '100']];

describe.each([
  ['archive', [...JOBS, ...QUESTIONS]],
  ['state', [...JOBS, ...QUESTIONS]],
  ['site', JOBS],
] as const)('a folder of mode 000: %s', (name, commands) => {
  it('is named by every command that needs it, with the way out', async (context) => {
    const place = beginPlace();
    expect(await place.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
    chmodSync(place[name], 0o000);
    onTestFinished(() => chmodSync(place[name], 0o700));
    refuseEach(context, place, commands, place[name]);
  });
});

it.for([
  ['state', 'lock.sqlite'],
  ['archive', '.git/runinfo-lock.sqlite'],
] as const)(
  'a lock of the %s that may only be read lets no job work, and is to be made writable',
  async ([name, file], context) => {
    const place = beginPlace();
    expect(await place.run(['tick', '--quiet'])).toMatchObject({ code: 0 });
    const lock = join(place[name], file);
    chmodSync(lock, 0o400);
    refuseEach(context, place, JOBS, lock);
  },
);

/** Expects that commands of somebody without the right to pass over modes end with an error that names a path, and the way out. */
function refuseEach(context: TestContext, place: Place, commands: readonly (readonly string[])[], path: string): void {
  const env = { ...environmentOf(place), COLUMNS: '1000' };
  for (const words of commands) {
    const [program, ...more] = withoutPrivileges([join(packageRoot(), 'runinfo'), ...words]);
    const { status, said } = runProgram(context, program, more, { env, cwd: place.folder });
    expect({ words, status, said }).toEqual({
      words,
      status: 1,
      said: expect.stringMatching(`cannot (read|write|use) ${path}\\S*: not permitted: let this account`) as string,
    });
    expect(said).not.toMatch(/unexpected error|\.js:\d+/);
  }
}

it('an account that nobody gave a name, as in a container, owns an expected change by its number', async () => {
  const place = beginPlace();
  await place.run(['tick', '--only', 'snapshot', '--quiet']);
  place.file.add(101, tagged('v1', 'o0'));
  await place.run(['tick', '--only', 'snapshot', '--quiet']);
  const { userInfo } = os;
  onTestFinished(() => {
    os.userInfo = userInfo;
    syncBuiltinESMExports();
  });
  os.userInfo = () => {
    throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)');
  };
  syncBuiltinESMExports();
  const { code, out, err } = await place.run(['expect', '--from', 'latest', '--dry-run', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({ entry: { owner: `uid ${process.geteuid?.()}` } });
});
