import { compareText } from '../../model/group.ts';

/** One commit to be made: what it says, when (seconds since 1970), and the files it sets or, with null, removes. */
export interface CommitPlan {
  readonly subject: string;
  readonly body: readonly string[];
  readonly seconds: number;
  readonly files: ReadonlyMap<string, string | null>;
}

/** Who the commits are by: always the same, so that the same runs make the same commit ids on every machine. */
const IDENTITY = 'RunInfo Differ <runinfo-differ@localhost>';

/**
 * Commits in the form that `git fast-import` reads, at least one; in the end it is asked for the id of the last one.
 * The versions of a file stand one after another, before the commits that bring them: fast-import keeps an object as its
 * difference to the one before it, and an index that is written anew for each run differs by a line.
 * @param parent the commit that they stand on; null: there is none yet
 */
export function toFastImport(commits: readonly CommitPlan[], parent: string | null): Buffer {
  const { blobs, changes } = markBlobs(commits);
  const last = commits.length;
  const pieces = blobs;
  for (const [index, { subject, body, seconds }] of commits.entries()) {
    const message = [subject, ...(body.length > 0 ? ['', ...body] : []), ''].join('\n');
    const head = [
      'commit refs/heads/main\n',
      index + 1 === last ? 'mark :1\n' : '',
      `author ${IDENTITY} ${seconds} +0000\n`,
      `committer ${IDENTITY} ${seconds} +0000\n`,
    ];
    const from = index === 0 && parent !== null ? `from ${parent}\n` : '';
    pieces.push(toPiece(head.join('')), ...dataOf(message), toPiece([from, ...(changes[index] ?? [])].join('')));
  }
  pieces.push(toPiece('get-mark :1\ndone\n'));
  return toBuffer(pieces);
}

/** The texts of all files, path by path, each with a mark; and what each commit does to which path. */
function markBlobs(commits: readonly CommitPlan[]): { blobs: Piece[]; changes: string[][] } {
  const steps = commits.flatMap(({ files }, commit) => [...files].map(([path, text]) => ({ commit, path, text })));
  const blobs: Piece[] = [];
  const changes = commits.map((): string[] => []);
  for (const [index, { commit, path, text }] of steps.sort((a, b) => compareText(a.path, b.path)).entries()) {
    if (text === null) {
      changes[commit]?.push(`D ${path}\n`);
      continue;
    }
    const mark = index + 2;
    blobs.push(toPiece(`blob\nmark :${mark}\n`), ...dataOf(text), toPiece('\n'));
    changes[commit]?.push(`M 100644 :${mark} ${path}\n`);
  }
  return { blobs, changes };
}

/** A piece of a stream, and how many bytes it has. */
interface Piece {
  readonly text: string;
  readonly bytes: number;
}

function toPiece(text: string): Piece {
  return { text, bytes: Buffer.byteLength(text) };
}

/** A text as fast-import takes it: its length in bytes, then the bytes. */
function dataOf(text: string): Piece[] {
  const piece = toPiece(text);
  return [toPiece(`data ${piece.bytes}\n`), piece];
}

/** The pieces one after another. One piece of memory for all is several times faster than one for each. */
function toBuffer(pieces: readonly Piece[]): Buffer {
  const buffer = Buffer.allocUnsafe(pieces.reduce((sum, { bytes }) => sum + bytes, 0));
  let offset = 0;
  for (const { text } of pieces) offset += buffer.write(text, offset);
  return buffer;
}
