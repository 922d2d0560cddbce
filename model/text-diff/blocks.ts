import type { BlockKind, BlockSign } from './block-cursor.ts';
import { dropStrayBracket, scanBlocks } from './block-scan.ts';

/** An open block. Its heading is the line named. */
type Block = Pick<BlockSign, 'kind' | 'name' | 'line'>;

/** Of blocks nested deeper than this the outer ones are left out: no path grows with the text. */
const DEEPEST = 20;
/** An end tag looks so far outwards for its element, and an end line for its section. */
const FARTHEST = 100;
/** Characters of a heading; a longer one is cut, which an ellipsis says. */
const LONGEST_HEADING = 200;
/** A weaker block does not outlive a stronger one, and does not end it. */
const STRENGTH: Readonly<Record<BlockKind, number>> = { brace: 0, element: 1, section: 2 };

/**
 * Finds the blocks that lines stand in: those open at the start of each. A block is what stands between braces, in an
 * XML element, or between `# BEGIN x` and `# END x` (DOMAIN 2.5); its heading is the line that opens it, or for a brace
 * by itself the line before. A line that closes a block stands in it still, one that opens a block not yet. Texts need
 * not balance: what closes nothing is passed over, what nothing closes lasts to the end of the block around it, or of
 * the text. One pass.
 * @param lines the lines of a text
 * @param places ascending numbers of lines, from 0
 * @returns for each place the headings, outermost first, at most 20 of at most 200 characters
 */
export function enclosingPaths(lines: readonly string[], places: readonly number[]): readonly (readonly string[])[] {
  const scan = scanBlocks(lines);
  const open: Block[] = [];
  const paths: string[][] = [];
  /** The last line of code that neither opened nor closed a block: the heading of a brace by itself. */
  let title: number | null = null;
  const end = Math.min(places.at(-1) ?? 0, lines.length);
  for (let line = 0; line < end; line += 1) {
    while (places[paths.length] === line) paths.push(pathOf(open, lines));
    const { signs, code } = scan(line);
    const isAlone = code.trim() === '{';
    for (const sign of signs) {
      if (!sign.isOpening) closeBlock(open, sign);
      else open.push({ ...sign, line: isAlone ? (title ?? line) : sign.line });
    }
    if (signs.length > 0) title = null;
    else if (code.trim() !== '') title = line;
  }
  while (paths.length < places.length) paths.push(pathOf(open, lines));
  return paths;
}

/** Ends the innermost block that the sign can mean, and all in it; nothing where there is none. */
function closeBlock(open: Block[], sign: BlockSign): void {
  const farthest = Math.max(0, open.length - FARTHEST);
  for (let depth = open.length - 1; depth >= farthest; depth -= 1) {
    const block = open[depth];
    if (block === undefined || STRENGTH[block.kind] > STRENGTH[sign.kind]) return;
    if (block.kind === sign.kind && block.name === sign.name) {
      open.length = depth;
      return;
    }
  }
}

/** A line that opened several blocks is named once. */
function pathOf(open: readonly Block[], lines: readonly string[]): string[] {
  return open
    .slice(-DEEPEST)
    .filter((block, index, path) => block.line !== path[index - 1]?.line)
    .map((block) => headingOf(block, lines[block.line] ?? ''));
}

function headingOf({ kind }: Block, line: string): string {
  const heading = kind === 'section' ? dropStrayBracket(line.trim()) : line.trim();
  if (heading.length <= LONGEST_HEADING) return heading;
  const cut = heading.slice(0, LONGEST_HEADING - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
