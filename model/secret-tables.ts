import { isFieldName, isSecretValue, strengthOf, type Span, type Strength } from './secret-names.ts';

/** A longer line is no head of a table, and none of its rows. */
const LONGEST_LINE = 2000;
/** Names in the order of columns: `host,user,password`. */
const HEAD = /^#? {0,20}["']?[\w.-]{1,40}["']?(?: {0,20}[,;\t] {0,20}["']?[\w.-]{1,40}["']?){1,50}[ \t]*$/;

/** What the head of a table says: what parts its cells, how many there are, and which hold secrets. */
interface Head {
  readonly separator: string;
  readonly names: readonly string[];
  readonly secret: ReadonlyMap<number, Strength>;
}

/** The secrets in the columns of tables whose head names them, in order; a row that has other columns ends its table. */
export function* findTableSecrets(text: string): Generator<Span> {
  let head: Head | null = null;
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    if (line.length > LONGEST_LINE) head = null;
    else if (head === null || !line.startsWith('#')) {
      const cells: Span[] | null = head && cellsOf(line, head.separator);
      if (head === null || cells?.length !== head.names.length) head = readHead(line);
      else yield* secretsOf(head, line, cells).map(({ from, to }) => ({ from: index + from, to: index + to }));
    }
  }
}

/** A line of two is a head only where both are names of such columns: `type,password` may say how to log in. */
function readHead(line: string): Head | null {
  const separator = HEAD.test(line) ? /[,;\t]/.exec(line)?.[0] : undefined;
  if (separator === undefined) return null;
  const names = cellsOf(line, separator).map(({ from, to }) => line.slice(from, to));
  const hasUser = names.some((name) => /^(?:user|login|account)/i.test(name));
  const secret = new Map<number, Strength>();
  for (const [column, name] of names.entries()) {
    const strength = strengthOf(name);
    if (strength === 'strong' || (strength === 'weak' && hasUser)) secret.set(column, strength);
  }
  const isHead = secret.size > 0 && (names.length > 2 || names.some(isFieldName));
  return isHead ? { separator, names, secret } : null;
}

function secretsOf({ names, secret }: Head, line: string, cells: readonly Span[]): Span[] {
  return cells.filter(({ from, to }, column) => {
    const strength = secret.get(column);
    const cell = line.slice(from, to);
    // A head may stand again.
    return strength !== undefined && cell !== names[column] && isSecretValue(cell, strength);
  });
}

/** The cells of a line without the blanks and quotes around them; a separator within quotes parts nothing. */
function cellsOf(line: string, separator: string): Span[] {
  const cell = new RegExp(` *("(?:[^"]|"")*"(?= *(?:${separator}|$))|[^${separator}]*)`, 'y');
  const cells: Span[] = [];
  for (let at = 0; at <= line.length; at = cell.lastIndex + 1) {
    cell.lastIndex = at;
    const content = cell.exec(line)?.[1] ?? '';
    const [quote = ''] = /^(["']).*\1$/.exec(content.trimEnd()) === null ? [] : content;
    const to = cell.lastIndex;
    const end = to - (content.length - content.trimEnd().length);
    cells.push({ from: to - content.length + quote.length, to: end - quote.length });
    while (line[cell.lastIndex] === ' ') cell.lastIndex += 1;
  }
  return cells;
}
