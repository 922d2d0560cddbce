import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { groupBy } from '../../model/lists.ts';
import { FOLDERS } from '../documents/layout.ts';
import { ArchiveFolder } from '../documents/reader.ts';
import { readBytesFile } from './files.ts';
import { hasRepository, holdsArchive, notAnArchive } from './folder.ts';
import { BRANCH, Git } from './git.ts';

/** What a folder of a commit has, by name: the blob id of a file; null: a folder. */
type Entries = ReadonlyMap<string, string | null>;

const NOTHING: Entries = new Map();

/** These have a folder for each partition. */
const BY_PARTITION: readonly string[] = ['current', 'parameters'];

/**
 * The archive as a commit has it. Names come from git. Texts come from the work tree, which is quicker, and each is checked
 * by the blob id that the commit has for it: a file that is missing there, edited or damaged is read from git instead.
 * What git does not know is not there.
 */
export class CommittedArchive extends ArchiveFolder {
  readonly git: Git;
  /** null: there is none, and nothing in the archive. */
  private head: string | null;
  /** The folders that were loaded: as git stores them until they are looked into. */
  private readonly folders = new Map<string, Buffer | Map<string, string | null>>();
  /** How many blocks are loaded when one is asked for. */
  private blocksAtOnce = 2;
  /** The files that were read and differ in the work tree. */
  readonly differing = new Set<string>();

  constructor(folder: string, commit: string | null) {
    super(folder);
    this.git = new Git(folder);
    this.head = commit;
  }

  /**
   * The archive as its newest commit has it; nothing in it where none was made yet.
   * @throws RunInfoError `archive` where git does not find it any more
   */
  static openNewest(this: void, folder: string): CommittedArchive {
    const head = hasRepository(folder) ? new Git(folder).readHeads().head : null;
    if (head === null && holdsArchive(folder)) throw notAnArchive(folder);
    return new CommittedArchive(folder, head?.id ?? null);
  }

  override get headId(): string | null {
    return this.head;
  }

  override readText(path: string): string | null {
    return this.readCommitted(path)?.toString('utf8') ?? null;
  }

  override list(folder: string): string[] {
    const names = [...this.entriesOf(folder).keys()];
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  /** Every file below a folder, hidden ones left out, as sorted paths. */
  listBelow(folder: string): string[] {
    return [...this.entriesOf(folder)].flatMap(([name, id]) => {
      const path = pathOf(folder, name);
      if (name.startsWith('.')) return [];
      return id === null ? this.listBelow(path) : [path];
    });
  }

  /** The bytes of a file; null: the commit has no such file. Throws RunInfoError `archive` where git cannot give them. */
  readCommitted(path: string): Buffer | null {
    const id = this.entriesOf(parentOf(path)).get(nameOf(path)) ?? null;
    if (id === null) return null;
    const bytes = readIfPossible(join(this.folder, path));
    if (bytes !== null && blobId(bytes) === id) return bytes;
    this.differing.add(path);
    const [committed = null] = this.git.readBytes([id]);
    if (committed === null) {
      throw new RunInfoError('archive', `git has lost what ${path} holds: restore the archive's .git from a copy`);
    }
    this.putBack(path, committed);
    return committed;
  }

  /** Called with what a file of the work tree should hold: whoever may write puts it there. */
  protected putBack(_path: string, _committed: Buffer): void {
    // Who only reads leaves the work tree as it is.
  }

  /** Reads another commit from now on; the same one stays as it was loaded. */
  protected startOver(commit: string): void {
    if (commit === this.head) return;
    this.head = commit;
    this.folders.clear();
  }

  /** Goes on to a later commit. @param files those in which it differs; null: removed */
  protected moveOn(commit: string, files: ReadonlyMap<string, string | null>): void {
    this.head = commit;
    for (const [path, text] of files) {
      const entries = this.loadedEntries(parentOf(path)) ?? this.beginFolder(parentOf(path));
      if (text === null) entries?.delete(nameOf(path));
      else {
        entries?.set(nameOf(path), blobId(Buffer.from(text)));
        for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
          this.loadedEntries(parentOf(folder))?.set(nameOf(folder), null);
        }
      }
    }
  }

  /** A folder that the commit before did not have; undefined: it had, or nobody has looked. */
  private beginFolder(folder: string): Map<string, string | null> | undefined {
    const around = folder === '' ? undefined : this.loadedEntries(parentOf(folder));
    if (around === undefined || around.has(nameOf(folder))) return undefined;
    const entries = new Map<string, string | null>();
    this.folders.set(folder, entries);
    return entries;
  }

  private entriesOf(folder: string): Entries {
    const loaded = this.loadedEntries(folder);
    if (loaded !== undefined) return loaded;
    if (this.head === null) return NOTHING;
    // What is asked for first is never all: these are small.
    if (folder === '') this.load(['', ...FOLDERS]);
    else if (this.entriesOf(parentOf(folder)).get(nameOf(folder)) !== null) return NOTHING;
    else this.load(this.foldersWith(folder));
    return this.loadedEntries(folder) ?? NOTHING;
  }

  /** What a folder has, taken apart when it is first looked into; undefined: it was not loaded. */
  private loadedEntries(folder: string): Map<string, string | null> | undefined {
    const loaded = this.folders.get(folder);
    if (loaded === undefined || loaded instanceof Map) return loaded;
    const entries = parseTree(loaded);
    this.folders.set(folder, entries);
    return entries;
  }

  /** A folder, and those that are asked for next: asking git takes longer than reading. */
  private foldersWith(folder: string): string[] {
    const parent = parentOf(folder);
    // There are ever more blocks: first the one before, too, and twice as many each time that one more is asked for, so that
    // whoever goes through many of them asks git seldom.
    if (parent === 'runs' || parent === 'changes') {
      const own = Number(nameOf(folder));
      const blocks = [...this.entriesOf('runs').keys()].map(Number).filter((one) => !this.folders.has(`runs/${one}`));
      const before = blocks.filter((block) => block <= own).sort((a, b) => b - a);
      const after = blocks.filter((block) => block > own).sort((a, b) => a - b);
      const next = [...before, ...after].slice(0, this.blocksAtOnce);
      this.blocksAtOnce *= 2;
      return [...next.flatMap((block) => [`runs/${block}`, `changes/${block}`]), folder];
    }
    // There are ever more values, which whoever asks for timelines alone does without.
    const spread = parent === 'values' ? [...BY_PARTITION, 'values'] : BY_PARTITION;
    if (!spread.includes(parent)) return [folder];
    return spread.flatMap((path) => [...this.entriesOf(path).keys()].map((name) => `${path}/${name}`));
  }

  /** Loads those of some paths that are folders of the commit and not loaded yet. */
  private load(paths: readonly string[]): void {
    const missing = [...new Set(paths)].filter((path) => !this.folders.has(path));
    const trees = this.git.readBytes(missing.map((path) => nameTree(this.head, path)));
    for (const [index, folder] of missing.entries()) {
      const tree = trees[index] ?? null;
      if (tree !== null) this.folders.set(folder, tree);
    }
  }
}

/**
 * The same for a question by hand, which is to be answered quickly: texts are those of the work tree as it is, and git is
 * asked once, afterwards, whether all of them are as committed.
 */
export class QuickArchive extends CommittedArchive {
  /** By path, the blob id of what was read; null: the file was not there. */
  private readonly ids = new Map<string, string | null>();

  /** As of `CommittedArchive`; which commit is the newest is asked with everything else. */
  static override openNewest(this: void, folder: string): QuickArchive {
    if (!hasRepository(folder) && holdsArchive(folder)) throw notAnArchive(folder);
    return new QuickArchive(folder, hasRepository(folder) ? BRANCH : null);
  }

  override readText(path: string): string | null {
    if (this.headId === null) return null;
    const bytes = readIfPossible(join(this.folder, path));
    this.ids.set(path, bytes === null ? null : blobId(bytes));
    return bytes?.toString('utf8') ?? null;
  }

  /** Whether everything that was read so far is as the commit has it. */
  isAsCommitted(): boolean {
    // By folder: for each path that it is asked for git would go through all that its folder has.
    const files = groupBy(this.ids, ([path]) => parentOf(path));
    const trees = this.git.readBytes([...files.keys()].map((folder) => nameTree(this.headId, folder)));
    return [...files.values()].every((read, index) => {
      const tree = trees[index] ?? null;
      const entries = tree === null ? NOTHING : parseTree(tree);
      return read.every(([path, id]) => (entries.get(nameOf(path)) ?? null) === id);
    });
  }
}

/** By this name git knows a folder of a commit, and never a file. */
function nameTree(commit: string | null, folder: string): string {
  return `${commit}:${folder === '' ? '' : `${folder}/`}`;
}

/** The entries of a tree object that are files or folders: links, and other repositories, are nothing of the archive's. */
function parseTree(tree: Buffer): Map<string, string | null> {
  const entries = new Map<string, string | null>();
  for (let offset = 0; offset < tree.length;) {
    const blank = tree.indexOf(' ', offset);
    const end = tree.indexOf(0, blank);
    const mode = tree.toString('latin1', offset, blank);
    const name = tree.toString('utf8', blank + 1, end);
    offset = end + 21;
    if (mode === '40000') entries.set(name, null);
    else if (mode.startsWith('100')) entries.set(name, tree.toString('hex', end + 1, offset));
  }
  return entries;
}

/** The id that git gives to a file of these bytes. */
function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The bytes of a file; null: it is missing, or cannot be read for whatever reason. */
function readIfPossible(path: string): Buffer | null {
  try {
    return readBytesFile(path);
  } catch {
    return null;
  }
}

function pathOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function parentOf(path: string): string {
  return path.includes('/') ? dirname(path) : '';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
