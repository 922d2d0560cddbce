import { setImmediate as nextTurn } from 'node:timers/promises';
import { compareText } from '../../model/lists.ts';
import type { Draft } from './draft.ts';
import { IDENTITY, type Git } from './git.ts';
import type { WorkTree } from './work-tree.ts';

/** Commits are handed to git when their texts have this many characters, to bound memory in a backfill. */
export const BATCH_LENGTH = 24 * 1024 * 1024;

/** One commit to be made: what it says, when (seconds since 1970), and the files it sets or, with null, removes. */
export interface CommitPlan {
  readonly subject: string;
  readonly body: readonly string[];
  readonly seconds: number;
  readonly files: ReadonlyMap<string, string | null>;
}

/** Commits that are made together, and the files that the last of them leaves. */
interface Batch {
  /** What git is given. */
  readonly stream: Buffer;
  readonly files: ReadonlyMap<string, string | null>;
  /** The last of them, once git has all, so that only files may be missing. */
  commit: string | null;
}

/** Told when the files of some commits are written: the last of them, and what it leaves. */
type OnWritten = (commit: string, files: ReadonlyMap<string, string | null>) => void;

/**
 * Makes commits in batches: while the next batch is gathered, git takes one and its files are written. What fails is
 * tried again by the next call, in order; no batch overtakes another.
 */
export class CommitQueue {
  private readonly git: Git;
  private readonly workTree: WorkTree;
  private readonly draft: Draft;
  private readonly batchLength: number;
  private readonly onWritten: OnWritten;
  private gathered: CommitPlan[] = [];
  private length = 0;
  /** Where the text of each batch is put: a new one for each would wait for the collector beside the next ones. */
  private room = Buffer.alloc(0);
  /** The batch in flight, or the one that failed. */
  private batch: Batch | null = null;
  private working: Promise<void> | null = null;
  /** The newest commit that git has; null: none. */
  head: string | null = null;

  /** @param batchLength how many characters of text make a batch */
  constructor(git: Git, workTree: WorkTree, draft: Draft, batchLength: number, onWritten: OnWritten) {
    this.git = git;
    this.batchLength = batchLength;
    this.workTree = workTree;
    this.draft = draft;
    this.onWritten = onWritten;
  }

  /** Takes a commit. Waits for git only where another batch is full before the last one is done. */
  async add(commit: CommitPlan): Promise<void> {
    this.gathered.push(commit);
    for (const text of commit.files.values()) this.length += text?.length ?? 0;
    if (this.length > this.batchLength) await this.startBatch();
    // Lets the bytes flow to git, which only happens while nothing else does.
    if (this.batch !== null) await nextTurn();
  }

  /** Makes all commits, brings the work tree to them, and marks it as being there. */
  async flush(): Promise<void> {
    await this.startBatch();
    await this.finishBatch();
    if (this.head !== null) await this.workTree.mark(this.head);
  }

  private async startBatch(): Promise<void> {
    await this.finishBatch();
    if (this.gathered.length === 0) return;
    const stream = this.toBuffer(toFastImport(this.gathered, this.head));
    this.batch = { stream, files: this.draft.beginFlush(), commit: null };
    this.gathered = [];
    this.length = 0;
    this.working = this.process(this.batch);
    // `finishBatch` throws what fails.
    this.working.catch(() => undefined);
  }

  /** Waits for the batch in flight; one that failed is tried again. */
  private async finishBatch(): Promise<void> {
    const { working, batch } = this;
    this.working = null;
    if (working !== null) await working;
    else if (batch !== null) await this.process(batch);
  }

  private async process(batch: Batch): Promise<void> {
    batch.commit ??= await this.git.fastImport(batch.stream);
    this.head = batch.commit;
    await this.workTree.write(batch.files);
    this.onWritten(batch.commit, batch.files);
    this.draft.endFlush();
    this.batch = null;
  }

  /** Texts one after another. One buffer for all is several times faster than one for each. */
  private toBuffer(texts: readonly string[]): Buffer {
    const length = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    // With a fourth more, since the next batch may be somewhat longer.
    if (this.room.length < length) this.room = Buffer.allocUnsafeSlow(Math.ceil(length * 1.25));
    let offset = 0;
    for (const text of texts) offset += this.room.write(text, offset);
    return this.room.subarray(0, length);
  }
}

/**
 * Commits in the form that `git fast-import` reads, at least one; in the end it is asked for the id of the last one.
 * The versions of a file come one after another, before the commits that bring them: fast-import keeps an object as its
 * difference to the one before it, and an index that is rewritten for each run differs by a line.
 * @param parent the newest commit so far; null: there is none yet
 */
function toFastImport(commits: readonly CommitPlan[], parent: string | null): string[] {
  const { blobs, changes } = markBlobs(commits);
  const stream = blobs;
  for (const [index, { subject, body, seconds }] of commits.entries()) {
    const message = [subject, ...(body.length > 0 ? ['', ...body] : []), ''].join('\n');
    stream.push(
      'commit refs/heads/main\n',
      index + 1 === commits.length ? 'mark :1\n' : '',
      `author ${IDENTITY} ${seconds} +0000\n`,
      `committer ${IDENTITY} ${seconds} +0000\n`,
      ...toData(message),
      index === 0 && parent !== null ? `from ${parent}\n` : '',
      changes[index]?.join('') ?? '',
    );
  }
  stream.push('get-mark :1\ndone\n');
  return stream;
}

/** The texts of all files, path by path, each with a mark; and what each commit does to which path. */
function markBlobs(commits: readonly CommitPlan[]): { blobs: string[]; changes: string[][] } {
  const steps = commits.flatMap(({ files }, commit) => [...files].map(([path, text]) => ({ commit, path, text })));
  const blobs: string[] = [];
  const changes = commits.map((): string[] => []);
  for (const [index, { commit, path, text }] of steps.sort((a, b) => compareText(a.path, b.path)).entries()) {
    if (text === null) {
      changes[commit]?.push(`D ${path}\n`);
      continue;
    }
    const mark = index + 2;
    blobs.push(`blob\nmark :${mark}\n`, ...toData(text), '\n');
    changes[commit]?.push(`M 100644 :${mark} ${path}\n`);
  }
  return { blobs, changes };
}

/** A text as fast-import takes it: its length in bytes, then the bytes. */
function toData(text: string): string[] {
  return [`data ${Buffer.byteLength(text)}\n`, text];
}
