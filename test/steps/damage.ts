import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { generateSample } from '../../data/sample/generate.ts';
import type { VerifyAnswer } from '../../jobs/verify/check.ts';
import { makeRandom } from '../support/random.ts';
import { workplaceIn, type Workplace } from '../support/workplace.ts';

/** Every kind of file of an archive, by the paths that it has. */
const KINDS: Readonly<Record<string, RegExp>> = {
  format: /^format\.json$/,
  settings: /^settings\//,
  index: /^runs\/\d+\/index\.json$/,
  snapshot: /^runs\/\d+\/\d+\.json$/,
  changes: /^changes\//,
  timeline: /^parameters\//,
  current: /^current\//,
  value: /^values\//,
};
/** Files of git's own. */
const GIT_KINDS: Readonly<Record<string, RegExp>> = {
  'index of git': /^\.git\/index$/,
  pack: /^\.git\/objects\/pack\/.*\.pack$/,
  'index of a pack': /^\.git\/objects\/pack\/.*\.idx$/,
  branch: /^\.git\/refs\/heads\/main$/,
};

/** Whether damage is done to the work tree only, or committed by somebody. */
export type Where = 'work tree' | 'commit';

/** What a command of `verify` came to: its exit code, its answer (null: an error instead), and what it said of errors. */
export interface Said {
  readonly code: number;
  readonly answer: VerifyAnswer | null;
  readonly err: string;
}

/** An archive, without a site, that is damaged and put right again and again. */
export class Subject {
  readonly place: Workplace;
  private readonly head: string;
  private readonly tree: string;

  private constructor(place: Workplace) {
    this.place = place;
    this.head = this.git('rev-parse', 'HEAD');
    this.tree = this.git('rev-parse', 'HEAD^{tree}');
  }

  /** Archives a sample of some runs, one of which never ran, in a folder that the caller removes. */
  static async make(runs: number): Promise<Subject> {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-damage-'));
    const file = join(folder, 'runinfo.sqlite');
    generateSample({ out: file, runs, seed: 5, lines: 60 });
    const states = "RUNSESSION_PARAMETER where NAME = 'CMS.LVL0:RC_STATE'";
    const third = `select distinct RUNNUMBER from ${states} order by RUNNUMBER limit 1 offset 2`;
    new Database(file).exec(`delete from ${states} and RUNNUMBER = (${third})`);
    const place = workplaceIn(folder, file);
    const { code, err } = await place.run(['snapshot', '--quiet']);
    if (code !== 0) throw new Error(err);
    return new Subject(place);
  }

  /** The files of a kind, as sorted paths. */
  list(kind: string): string[] {
    const pattern = KINDS[kind] ?? GIT_KINDS[kind];
    const entries = readdirSync(this.place.archive, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const paths = files.map((path) => path.slice(this.place.archive.length + 1));
    return paths.filter((path) => pattern?.test(path) === true).sort();
  }

  read(path: string): Buffer {
    return readFileSync(join(this.place.archive, path));
  }

  /** Replaces what a file holds, in the work tree or in a commit by somebody; null: removes it. */
  damage(path: string, bytes: Buffer | string | null, where: Where): void {
    const file = join(this.place.archive, path);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    if (bytes !== null) writeFileSync(file, bytes);
    if (where === 'commit') this.commit();
  }

  /** Commits the work tree as somebody else. */
  commit(): void {
    this.git('add', '--all');
    this.git('-c', 'user.name=Anna', '-c', 'user.email=anna@localhost', 'commit', '--quiet', '-m', 'By hand');
  }

  async verify(...more: string[]): Promise<Said> {
    const { code, out, err } = await this.place.run(['verify', '--json', ...more]);
    return { code, answer: out === '' ? null : (JSON.parse(out) as VerifyAnswer), err };
  }

  /** Whether everything is as it was at first: HEAD's files, the work tree, and what git says of it. */
  isWhole(): boolean {
    const status = this.git('status', '--porcelain', '--untracked-files=all');
    return this.git('rev-parse', 'HEAD^{tree}') === this.tree && status === '';
  }

  /** Goes back to what it was at first. */
  reset(): void {
    this.git('reset', '--quiet', '--hard', this.head);
    this.git('clean', '--quiet', '-fd');
    this.git('update-ref', 'refs/runinfo/checked-out', this.head);
  }

  remove(): void {
    rmSync(this.place.folder, { recursive: true });
  }

  private git(...words: string[]): string {
    return execFileSync('git', ['-C', this.place.archive, ...words], { encoding: 'utf8' }).trim();
  }
}

/** What became of an archive that was damaged again and again. */
export interface DamageReport {
  readonly seed: number;
  /** How often each kind of file was damaged. */
  readonly damaged: Readonly<Record<string, number>>;
  /** What `verify` did not find, or did not name. */
  readonly unnoticed: readonly string[];
  /** What `--repair` did not heal, by kind. */
  readonly unhealed: Readonly<Record<string, number>>;
  /** What was not healed, without `--repair` saying so. */
  readonly unsaid: readonly string[];
}

/** The kinds of file that can be damaged there: what is git's own nobody commits. */
const kindsIn = (where: Where): readonly string[] => [
  ...Object.keys(KINDS),
  ...(where === 'commit' ? [] : Object.keys(GIT_KINDS)),
];

/** Flips single bits, of every kind of file, or of some, in turn; after each, verifies, repairs, and goes back. */
export async function flipBits(
  subject: Subject,
  flips: number,
  seed: number,
  where: Where,
  kinds: readonly string[] = kindsIn(where),
): Promise<DamageReport> {
  const random = makeRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const trial = new Trial(subject, seed);
  for (let flip = 0; flip < flips; flip += 1) {
    const kind = kinds[flip % kinds.length] ?? '';
    const path = pick(subject.list(kind));
    const bytes = subject.read(path);
    if (bytes.length === 0) continue;
    const [place, anyBit] = [Math.floor(random() * bytes.length), Math.floor(random() * 8)];
    // The bit of a letter's case damages nothing: git takes the id of a commit in both.
    const bit = kind === 'branch' && anyBit === 5 ? 0 : anyBit;
    const flipped = Buffer.from(bytes);
    flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
    await trial.run(kind, path, flipped, where, `bit ${bit} of byte ${place}`);
  }
  return trial.report;
}

/** Cuts the longest files of every kind, or of some, off at every kilobyte. */
export async function cutFiles(
  subject: Subject,
  most: number,
  where: Where,
  kinds: readonly string[] = Object.keys(KINDS),
): Promise<DamageReport> {
  const trial = new Trial(subject, 0);
  for (const kind of kinds) {
    const [path = ''] = subject.list(kind).toSorted((a, b) => subject.read(b).length - subject.read(a).length);
    const bytes = subject.read(path);
    const cuts = Array.from({ length: Math.ceil(bytes.length / 1024) }, (_, index) => index * 1024);
    for (const length of cuts.slice(0, most)) {
      await trial.run(kind, path, bytes.subarray(0, length), where, `${length} bytes`);
    }
  }
  return trial.report;
}

/** Damages one file after the other, and notes what came of it. */
class Trial {
  private readonly subject: Subject;
  private readonly damaged: Record<string, number> = {};
  private readonly unhealed: Record<string, number> = {};
  private readonly unnoticed: string[] = [];
  private readonly unsaid: string[] = [];
  private readonly seed: number;

  constructor(subject: Subject, seed: number) {
    this.subject = subject;
    this.seed = seed;
  }

  async run(kind: string, path: string, bytes: Buffer, where: Where, how: string): Promise<void> {
    const { subject } = this;
    const before = subject.read(path);
    const what = `${where}: ${path}, ${how}`;
    this.damaged[kind] = (this.damaged[kind] ?? 0) + 1;
    subject.damage(path, bytes, where);
    if (!isNamed(await subject.verify(), path)) this.unnoticed.push(what);
    const repaired = await subject.verify('--repair');
    const isHealed = repaired.code === 0;
    if (!isHealed) this.unhealed[kind] = (this.unhealed[kind] ?? 0) + 1;
    if (isHealed ? !subject.isWhole() : !isNamed(repaired, path)) this.unsaid.push(what);
    // What git has lost is brought back by hand; after that git can do the rest.
    if (path.startsWith('.git/')) subject.damage(path, before, 'work tree');
    subject.reset();
  }

  get report(): DamageReport {
    const { seed, damaged, unnoticed, unhealed, unsaid } = this;
    return { seed, damaged, unnoticed, unhealed, unsaid };
  }
}

/** Whether an answer, or the error in its place, is no stack trace, says no, and names a file, or git for one of git's own. */
function isNamed({ code, answer, err }: Said, path: string): boolean {
  if (code !== 1 || err.includes('unexpected error')) return false;
  const named = answer?.checks.flatMap(({ first }) => first?.path ?? []) ?? [];
  return path.startsWith('.git/')
    ? named.includes('.git') || /git/.test(err)
    : named.includes(path) || err.includes(path);
}
