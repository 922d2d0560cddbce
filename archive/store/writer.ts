import type { Rules } from '../../model/rules.ts';
import type { Reading, Value } from '../../model/reading.ts';
import { splitLines } from '../../model/comparison.ts';
import { toCanonicalJson } from '../documents/canonical.ts';
import { CommitQueue } from './commit-queue.ts';
import type { CommitPlan } from './commit-stream.ts';
import { sha256 } from '../documents/digest.ts';
import { Draft } from './draft.ts';
import { hasRepository, holdsNothing, inspectFolder, makeFolder, notAnArchive } from './folder.ts';
import { Git } from './git.ts';
import { removeStaleLocks } from './git-upkeep.ts';
import { FORMAT_PATH, README_PATH, settingsPath, valuePath } from '../documents/layout.ts';
import { readFormat } from '../documents/documents.ts';
import type { FormatFile, SettingsFile } from '../documents/documents.ts';
import { ArchiveFolder } from '../documents/reader.ts';
import { ARCHIVE_README } from '../documents/readme.ts';
import { WorkTree } from './work-tree.ts';

/** Beyond this many characters, or with a line break, a value is kept in a file of its own. */
const LONGEST_INLINE = 200;

/** A commit as `--dry-run` shows it. */
export interface CommitRecord {
  readonly subject: string;
  readonly body: readonly string[];
  readonly paths: readonly string[];
}

/**
 * The one hand that writes the archive. What is written is seen at once by whoever reads through it, and becomes real
 * in this order: commits (all of a batch, or none), then the files of the work tree, then the mark that they stand.
 * A crash in between is mended by the next `open`, which brings the work tree to HEAD.
 */
export class ArchiveWriter extends ArchiveFolder {
  readonly git: Git;
  private readonly draft = new Draft();
  private readonly workTree: WorkTree;
  private readonly queue: CommitQueue;
  private seconds: number | null = null;
  private readonly isDry: boolean;
  private readonly stored = new WeakMap<Reading, Reading>();
  /** The commits made since the archive was opened, real or only planned. */
  readonly commits: CommitRecord[] = [];

  private constructor(folder: string, isDry: boolean) {
    super(folder);
    this.isDry = isDry;
    this.git = new Git(folder);
    this.workTree = new WorkTree(folder, this.git);
    this.queue = new CommitQueue(this.git, this.workTree, this.draft);
  }

  /**
   * Opens the archive, makes it on first use, and puts back what an interrupted tick left behind.
   * @throws RunInfoError `archive` where the folder holds something else
   */
  static async open(folder: string): Promise<ArchiveWriter> {
    const archive = new ArchiveWriter(folder, false);
    const found = inspectFolder(folder);
    if (found === 'other') throw notAnArchive(folder);
    if (found === 'missing') makeFolder(folder);
    const standing = hasRepository(folder) ? await archive.resolveHead() : null;
    removeStaleLocks(archive.git);
    if (found !== 'repository') await archive.git.init();
    const { headId } = archive;
    if (headId !== null && headId !== standing) await archive.workTree.bringTo(standing, headId);
    return archive;
  }

  /** Opens the archive so that writing and committing only plans: nothing on disk is touched. */
  static async openDry(folder: string): Promise<ArchiveWriter> {
    const archive = new ArchiveWriter(folder, true);
    const found = inspectFolder(folder);
    if (found === 'other') throw notAnArchive(folder);
    if (hasRepository(folder)) await archive.resolveHead();
    return archive;
  }

  /** The id of the newest commit that is real; null: none. */
  get headId(): string | null {
    return this.queue.head;
  }

  override readText(path: string): string | null {
    const drafted = this.draft.get(path);
    return drafted === undefined ? super.readText(path) : drafted;
  }

  override readBytes(path: string): Uint8Array | null {
    const drafted = this.draft.get(path);
    if (drafted === undefined) return super.readBytes(path);
    return drafted === null ? null : Buffer.from(drafted, 'utf8');
  }

  override list(folder: string): string[] {
    return this.draft.listOver(folder, (wanted) => super.list(wanted));
  }

  /**
   * Sets a file for the next commit; null removes it. What stands there already is left alone. Half a surrogate pair,
   * which UTF-8 cannot hold, becomes U+FFFD.
   */
  write(path: string, content: string | null): void {
    const text = content?.toWellFormed() ?? null;
    const now = this.readText(path);
    if (now === text) return;
    this.forget(path);
    this.draft.set(path, text, now);
  }

  /** Writes a document. @param text its canonical JSON, where that is known already */
  writeJson(path: string, document: object, text = toCanonicalJson(document)): void {
    this.write(path, text);
    this.remember(path, document);
  }

  /** The stored form of a text: in place where short and on one line, else a reference to its file, which is written. */
  storeValue(value: string): Value {
    const text = value.toWellFormed();
    if (text.length <= LONGEST_INLINE && !/[\r\n]/.test(text)) return text;
    const ref = sha256(text);
    this.write(valuePath(ref), text);
    return { ref, lines: splitLines(text).length, length: text.length };
  }

  /** A reading with its value in stored form. One that was stored before is known, and its file is there. */
  storeReading(reading: Reading): Reading {
    if (reading.kind !== 'value' || typeof reading.value !== 'string') return reading;
    const known = this.stored.get(reading);
    if (known !== undefined) return known;
    const value = this.storeValue(reading.value);
    const stored = value === reading.value ? reading : { ...reading, value };
    this.stored.set(reading, stored);
    return stored;
  }

  /** Whether anything is waiting for the next commit. */
  get hasStaged(): boolean {
    return this.draft.hasStaged;
  }

  /** The interpretation rules that everything derived stands under; null: nothing archived yet. */
  get derivedSettings(): string | null {
    return readFormat(this)?.settings ?? null;
  }

  /** Names the interpretation rules in force, and keeps them as a file (rule 9). */
  adoptSettings(rules: Rules, digest: string): void {
    this.writeJson(settingsPath(digest), { format: 1, rules } satisfies SettingsFile);
    this.writeJson(FORMAT_PATH, { format: 1, settings: digest } satisfies FormatFile);
  }

  /**
   * Makes a commit of what is staged; nothing staged: no commit.
   * @param start when the run began, ISO 8601; null: unknown, then a second after the previous commit
   */
  async commit(subject: string, body: readonly string[], start: string | null): Promise<void> {
    if (!this.hasStaged) return;
    if (this.headId === null && this.commits.length === 0) this.write(README_PATH, ARCHIVE_README);
    const seconds = start === null ? (this.seconds ?? -1) + 1 : Math.floor(Date.parse(start) / 1000);
    const plan: CommitPlan = { subject, body, seconds, files: this.draft.takeCommit() };
    this.seconds = seconds;
    this.commits.push({ subject, body, paths: [...plan.files.keys()].sort() });
    if (!this.isDry) await this.queue.add(plan);
  }

  /** Makes the commits real, brings the work tree to them, and says so. */
  async flush(): Promise<void> {
    if (!this.isDry) await this.queue.flush();
  }

  /** Finds HEAD and makes sure that it is an archive's; gives the commit that the work tree shows. */
  private async resolveHead(): Promise<string | null> {
    const { head, checkedOut } = await this.git.readHeads();
    const standing = checkedOut?.id ?? null;
    if (head === null) {
      if (!holdsNothing(this.folder) || (await this.git.hasAnyRef())) throw notAnArchive(this.folder);
      return standing;
    }
    const inPlace = head.id === standing ? this.readText(FORMAT_PATH) : null;
    const format = inPlace ?? (await this.git.readObjects([`${head.id}:${FORMAT_PATH}`]))[0];
    if (!/"format": 1\b/.test(format ?? '')) throw notAnArchive(this.folder);
    this.queue.head = head.id;
    this.seconds = head.seconds;
    return standing;
  }
}
