import { join } from 'node:path';
import { splitLines } from '../../model/lines.ts';
import { getOrMake } from '../../model/lists.ts';
import type { Reading, Value } from '../../model/reading.ts';
import { labels } from '../../model/labels.ts';
import type { ArchivedRules } from '../../model/rules.ts';
import { sha256, toCanonicalJson } from '../documents/canonical.ts';
import { readFormat, type FormatFile, type SettingsFile } from '../documents/documents.ts';
import { FORMAT_PATH, indexPath, README_PATH, settingsPath, valuePath } from '../documents/layout.ts';
import { archiveReadme } from '../documents/readme.ts';
import { toIndexText, type KnownRun } from '../documents/run-index.ts';
import { BATCH_LENGTH, CommitQueue, type CommitPlan } from './commits.ts';
import { CommittedArchive } from './committed-archive.ts';
import { Draft } from './draft.ts';
import {
  hasRepository,
  holdsArchive,
  holdsNothing,
  inspectFolder,
  notAnArchive,
  otherFormat,
  readFormatText,
  refusePartial,
  type FolderState,
} from './folder.ts';
import { removeLeftovers } from './git-upkeep.ts';
import { takeLock, wasLocked, type Lock } from './lock.ts';
import { WorkTree } from './work-tree.ts';
import { writeFileAtomic } from './write-file.ts';

/** Beyond this many characters, or with a line break, a value is kept in a file of its own. */
const LONGEST_INLINE = 200;
/** Seconds since 1970 from which on git's commit graph, which has 34 bits for a date, holds it no more. */
const FAR = 2 ** 34;

/** A commit as `--dry-run` shows it; of one that was made, which git has, only the subject is kept. */
export interface CommitRecord {
  readonly subject: string;
  readonly body: readonly string[];
  readonly paths: readonly string[];
}

/** How an archive is opened for writing. */
export interface OpenOptions {
  /** Commits are handed to git when their texts have this many characters. */
  readonly batchLength?: number;
  /** Since when it is locked, as others are told: milliseconds since 1970. */
  readonly now?: number;
  /** Whether it is opened whatever its format file says, to be verified and repaired. */
  readonly isAnyFormat?: boolean;
}

/**
 * The only way to write the archive. What is written is seen at once by whoever reads through this object, and is made in
 * this order: the commits (all of a batch, or none), then the files of the work tree, then the mark that they are there.
 * After a crash in between, the next `open` brings the work tree to HEAD. A file that somebody else changed is put back
 * when it is read.
 */
export class ArchiveWriter extends CommittedArchive {
  private readonly draft = new Draft();
  private readonly workTree: WorkTree;
  private readonly queue: CommitQueue;
  /** The date of the newest commit, seconds since 1970; null: there is none. */
  private seconds: number | null = null;
  private readonly isDry: boolean;
  private readonly isAnyFormat: boolean;
  private lock: Lock | null = null;
  private readonly stored = new WeakMap<Reading, Reading>();
  /** The commits made since the archive was opened, or only planned. */
  readonly commits: CommitRecord[] = [];

  private constructor(
    folder: string,
    isDry: boolean,
    { batchLength = BATCH_LENGTH, isAnyFormat = false }: OpenOptions,
  ) {
    super(folder, null);
    this.isDry = isDry;
    this.isAnyFormat = isAnyFormat;
    this.workTree = new WorkTree(folder, this.git);
    this.queue = new CommitQueue(this.git, this.workTree, this.draft, batchLength, (...written) =>
      this.moveOn(...written),
    );
  }

  /**
   * Opens the archive, makes it on first use, and repairs what an interrupted tick left behind. It is locked until `close`.
   * @throws RunInfoError `archive` where the folder holds something else, `locked` where another process writes it
   */
  static async open(folder: string, options: OpenOptions = {}): Promise<ArchiveWriter> {
    const archive = new ArchiveWriter(folder, false, options);
    // Not even a lock is put into a folder that holds something else.
    if (!wasLocked('archive', folder)) await archive.inspect();
    archive.lock = takeLock('archive', folder, options.now ?? Date.now());
    try {
      // Another tick may have written until the lock was taken.
      const state = await archive.inspect();
      await removeLeftovers(archive.git);
      if (state === 'empty') await archive.git.init();
      archive.git.keepBytes();
      if (archive.headId !== null && (await archive.workTree.checkOut(archive.headId))) archive.differing.clear();
      return archive;
    } catch (error) {
      archive.close();
      throw error;
    }
  }

  /** Opens the archive so that writing and committing only plans: nothing on disk is touched. Throws as `open` does. */
  static async openDry(folder: string, options: OpenOptions = {}): Promise<ArchiveWriter> {
    const archive = new ArchiveWriter(folder, true, options);
    await archive.inspect();
    return archive;
  }

  /** The id of the newest commit in git; null: none. */
  override get headId(): string | null {
    return this.queue.head;
  }

  override readText(path: string): string | null {
    const drafted = this.draft.get(path);
    return drafted === undefined ? super.readText(path) : drafted;
  }

  override list(folder: string): string[] {
    return this.draft.list(folder, () => super.list(folder));
  }

  /**
   * Sets a file for the next commit; null removes it. One that holds the same text already is left alone. Half a
   * surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
   */
  write(path: string, content: string | null): void {
    const text = content?.toWellFormed() ?? null;
    const now = this.readText(path);
    if (now === text) return;
    this.documents.delete(path);
    this.indexes.delete(path);
    this.draft.set(path, text, now);
  }

  /** Writes a document in its canonical form. It must not be altered afterwards: whoever reads it is given this object. */
  writeJson(path: string, document: object): void {
    this.write(path, toCanonicalJson(document));
    this.documents.set(path, document);
  }

  /** Writes the index of a block. @param runs its runs, ascending; never to be altered afterwards */
  writeIndex(block: number, runs: readonly KnownRun[]): void {
    this.write(indexPath(block), toIndexText(runs));
    this.indexes.set(indexPath(block), runs);
  }

  /** The stored form of a text: in place where short and on one line, else a reference to its file, which is written. */
  storeValue(value: string): Value {
    const text = value.toWellFormed();
    if (text.length <= LONGEST_INLINE && !/[\r\n]/.test(text)) return text;
    const ref = sha256(text);
    this.write(valuePath(ref), text);
    return { ref, lines: splitLines(text).length, length: text.length };
  }

  /** A reading with its value in stored form. Run after run most readings are the same object: each is stored once. */
  storeReading(reading: Reading): Reading {
    if (reading.kind !== 'value' || typeof reading.value !== 'string') return reading;
    const text = reading.value;
    return getOrMake(this.stored, reading, () => {
      const value = this.storeValue(text);
      return value === text ? reading : { ...reading, value };
    });
  }

  /** Whether anything is waiting for the next commit. */
  get hasStaged(): boolean {
    return this.draft.hasStaged;
  }

  /** The digest of the interpretation rules that everything derived was made under; null: nothing archived yet. */
  get derivedSettings(): string | null {
    return readFormat(this)?.settings ?? null;
  }

  /** Keeps interpretation rules as a file. */
  keepSettings(rules: ArchivedRules, digest: string): void {
    this.writeJson(settingsPath(digest), { format: 1, rules } satisfies SettingsFile);
  }

  /** Records the interpretation rules in force, and keeps them as a file (rule 9). */
  adoptSettings(rules: ArchivedRules, digest: string): void {
    this.keepSettings(rules, digest);
    this.writeJson(FORMAT_PATH, { format: 1, settings: digest } satisfies FormatFile);
  }

  /**
   * Makes a commit of what is staged; nothing staged: no commit.
   * @param start when the run began, ISO 8601; null: unknown, then a second after the previous commit. So is a start
   * before 1970, which git does not take for the date of a commit, or from 2514 on, which its commit graph does not hold
   */
  async commit(subject: string, body: readonly string[], start: string | null): Promise<void> {
    if (!this.hasStaged) return;
    if (this.headId === null && this.commits.length === 0) this.write(README_PATH, archiveReadme(labels()));
    const started = start === null ? -1 : Math.floor(Date.parse(start) / 1000);
    const seconds = started < 0 || started >= FAR ? (this.seconds ?? -1) + 1 : started;
    const plan: CommitPlan = { subject, body, seconds, files: this.draft.takeCommit() };
    this.seconds = seconds;
    this.commits.push(
      this.isDry ? { subject, body, paths: [...plan.files.keys()].sort() } : { subject, body: [], paths: [] },
    );
    if (!this.isDry) await this.queue.add(plan);
  }

  /** Makes all commits so far, and brings the work tree to them. Throws RunInfoError `archive` or `disk`. */
  async flush(): Promise<void> {
    if (!this.isDry) await this.queue.flush();
  }

  /**
   * Goes on to a later commit, which git has. To be called before anything is read.
   * @throws RunInfoError `archive` where it is no commit of an archive of this format
   */
  async fastForward(commit: string): Promise<void> {
    const [text = null] = this.git.readObjects([`${commit}:${FORMAT_PATH}`]);
    if (readFormatText(text ?? '').format !== 1) throw otherFormat(this.folder, text ?? '');
    await this.git.moveBranch(commit, this.headId);
    await this.resolveHead();
    await this.workTree.checkOut(commit);
    this.differing.clear();
  }

  protected override putBack(path: string, committed: Buffer): void {
    if (this.lock !== null) writeFileAtomic(join(this.folder, path), committed, this.workTree.aside);
  }

  /** Lets go of the archive's lock. Nothing may be written from then on. */
  close(): void {
    this.lock?.release();
    this.lock = null;
  }

  /** Finds out what the folder holds and, in a repository, which commit is HEAD and which one the work tree shows. */
  private async inspect(): Promise<FolderState> {
    const state = inspectFolder(this.folder);
    if (state === 'other') throw notAnArchive(this.folder);
    refusePartial(this.folder);
    if (hasRepository(this.folder)) await this.resolveHead();
    else if (holdsArchive(this.folder)) throw notAnArchive(this.folder);
    return state;
  }

  private async resolveHead(): Promise<void> {
    const { head, checkedOut } = this.git.readHeads();
    if (head === null) {
      // Asked first: git says so where the newest commit itself is lost.
      if ((await this.git.hasAnyRef()) || !holdsNothing(this.folder)) throw notAnArchive(this.folder);
      return;
    }
    this.startOver(head.id);
    const text = super.readText(FORMAT_PATH);
    if (text === null) throw notAnArchive(this.folder);
    const { format, needs } = readFormatText(text);
    // One that names the version that reads it is a later one's, and not just damaged.
    if (format !== 1 && (!this.isAnyFormat || needs !== null)) throw otherFormat(this.folder, text);
    this.queue.head = head.id;
    this.workTree.checkedOut = checkedOut?.id ?? null;
    this.seconds = head.seconds;
  }
}
