import { setImmediate as nextTurn } from 'node:timers/promises';
import { toFastImport } from './commit-stream.ts';
import type { CommitPlan } from './commit-stream.ts';
import type { Draft } from './draft.ts';
import type { Git } from './git.ts';
import type { WorkTree } from './work-tree.ts';

/** Commits are handed to git when their texts have this many characters, to bound memory in a backfill. */
export const BATCH_LENGTH = 32 * 1024 * 1024;

/**
 * Makes commits real in batches: git takes one, and its files are put in place, while the next is gathered. What fails is
 * tried again by the next call, in order; no batch overtakes another.
 */
export class CommitQueue {
  private readonly git: Git;
  private readonly workTree: WorkTree;
  private readonly draft: Draft;
  private gathered: CommitPlan[] = [];
  private length = 0;
  /** The batch under way; `isReal`: git has it, only its files may be missing. */
  private batch: { readonly commits: readonly CommitPlan[]; isReal: boolean } | null = null;
  private working: Promise<void> | null = null;
  /** The newest commit that is real; null: none. */
  head: string | null = null;

  constructor(git: Git, workTree: WorkTree, draft: Draft) {
    this.git = git;
    this.workTree = workTree;
    this.draft = draft;
  }

  /** Takes a commit. Waits for git only where another batch is full before the last one is done. */
  async add(commit: CommitPlan): Promise<void> {
    this.gathered.push(commit);
    for (const text of commit.files.values()) this.length += text?.length ?? 0;
    if (this.length > BATCH_LENGTH) await this.begin();
    // Lets the bytes flow to git, which only happens while nothing else does.
    if (this.batch !== null) await nextTurn();
  }

  /** Makes all commits real, brings the work tree to them, and says so. */
  async flush(): Promise<void> {
    await this.begin();
    await this.finish();
    if (this.head !== null) await this.workTree.settle(this.head);
  }

  private async begin(): Promise<void> {
    await this.finish();
    if (this.gathered.length === 0) return;
    this.batch = { commits: this.gathered, isReal: false };
    this.gathered = [];
    this.length = 0;
    this.draft.seal();
    this.working = this.work(this.batch);
    // Whoever waits for it hears of what fails.
    this.working.catch(() => undefined);
  }

  /** Waits until no batch is under way. */
  private async finish(): Promise<void> {
    const { working, batch } = this;
    this.working = null;
    if (working !== null) await working;
    else if (batch !== null) await this.work(batch);
  }

  private async work(batch: NonNullable<typeof this.batch>): Promise<void> {
    if (!batch.isReal) this.head = await this.git.fastImport(toFastImport(batch.commits, this.head));
    batch.isReal = true;
    await this.workTree.put(this.draft.sealed);
    this.draft.unseal();
    this.batch = null;
  }
}
