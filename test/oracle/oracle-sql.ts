/** An error as the server answers it: `ORA-00942: table or view does not exist`. */
export class OraError extends Error {
  readonly number: number;

  constructor(number: number, text: string) {
    super(`ORA-${String(number).padStart(5, '0')}: ${text}`);
    this.number = number;
  }
}

/** What of a statement is inside one pair of parentheses: which clause stands open, and what was seen in it. */
interface Level {
  clause: string;
  hasFrom: boolean;
  hasSelect: boolean;
  /** Items of a list behind IN; null: the parentheses hold something else. */
  items: number | null;
}

const CLAUSES = new Set(['select', 'from', 'join', 'on', 'where', 'group', 'having', 'order', 'union']);
/** What SQLite has and Oracle does not. */
const FOREIGN = new Set([
  'datetime',
  'strftime',
  'julianday',
  'ifnull',
  'iif',
  'group_concat',
  'typeof',
  'true',
  'false',
]);
const COMPARISONS = new Set(['=', '<', '>', '<>', '<=', '>=', '!=', 'in', 'between']);
const UTC_SECOND =
  /\bto_char\(sys_extract_utc\(cast\((max\()?([\w.]+)\)? as timestamp\(9\) with time zone\)\)( \+ interval '10' minute)?, 'YYYY-MM-DD HH24:MI:SS'\)/gi;
const TOKEN = /'(?:[^']|'')*'|:\w+|[\w$#]+(?:\.[\w$#]+)?|<>|<=|>=|!=|\|\||[^\s]/g;

/**
 * Refuses what SQLite would run and Oracle would not, as far as it is likely to be written by mistake. The list is not
 * complete: nothing but Oracle is.
 * @throws OraError
 */
export function refuseForeignSql(sql: string): void {
  const tokens = (sql.match(TOKEN) ?? []).map((token) => token.toLowerCase());
  const levels: Level[] = [newLevel(null)];
  tokens.forEach((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    const level = levels.at(-1) ?? newLevel(null);
    if (token === '(') levels.push(newLevel(before === 'in' ? 1 : null));
    if (token === ')') endLevel(levels.pop());
    if (CLAUSES.has(token)) openClause(level, token);
    if (token === ',' && level.items !== null) level.items += 1;
    if (token === 'limit' || token === ';') throw new OraError(933, 'SQL command not properly ended');
    if (token === 'as' && ['from', 'join'].includes(level.clause)) {
      throw new OraError(933, 'SQL command not properly ended');
    }
    if (token === '*' && [',', 'select'].includes(before ?? '') && (before === ',' || after === ',')) {
      throw new OraError(923, 'FROM keyword not found where expected');
    }
    if (FOREIGN.has(token)) throw new OraError(904, `"${token.toUpperCase()}": invalid identifier`);
    if (/^(?:\w+\.)?value$/.test(token) && COMPARISONS.has(after ?? '')) {
      throw new OraError(932, 'inconsistent datatypes: expected - got CLOB');
    }
  });
  levels.forEach(endLevel);
  refuseTemporaryTables(tokens);
}

/** A subquery that is referenced twice may become a temporary table, which a standby that is open for reading only refuses. */
function refuseTemporaryTables(tokens: readonly string[]): void {
  const isSubquery = (index: number) => tokens.slice(index + 1, index + 4).join(' ') === 'as ( select';
  for (const name of tokens.filter((_, index) => isSubquery(index))) {
    const isReference = (token: string, index: number) =>
      token === name && /^(?:from|join)$/.test(tokens[index - 1] ?? '');
    if (tokens.filter(isReference).length > 1) {
      throw new OraError(16_000, 'database or pluggable database open for read-only access');
    }
  }
}

function newLevel(items: number | null): Level {
  return { clause: '', hasFrom: false, hasSelect: false, items };
}

function openClause(level: Level, clause: string): void {
  level.clause = clause;
  if (clause === 'select') level.hasSelect = true;
  if (clause === 'from') level.hasFrom = true;
}

function endLevel(level: Level | undefined): void {
  if (level === undefined) return;
  if (level.hasSelect && !level.hasFrom) throw new OraError(923, 'FROM keyword not found where expected');
  if (!level.hasSelect && (level.items ?? 0) > 1000) {
    throw new OraError(1795, 'maximum number of expressions in a list is 1000');
  }
}

/**
 * The same statement for SQLite.
 * @throws OraError where a table is not named as it has to be
 * @param schema the owner of the tables; null: they are named without one
 */
export function toSqlite(sql: string, schema: string | null): string {
  if (schema !== null && /(?<!\.)\bRUNSESSION_(?:PARAMETER|STRING)\b/i.test(sql)) {
    throw new OraError(942, 'table or view does not exist');
  }
  const owner = schema === null ? /(?!)/ : new RegExp(`\\b${schema}\\.(?=RUNSESSION_)`, 'gi');
  return sql.replace(owner, '').replaceAll(UTC_SECOND, toDatetime).replaceAll(/:\w+/g, '?');
}

/** A TIME in UTC to the second: of a column with a zone, which is a text with an offset here, or of one without. */
function toDatetime(_: string, max: string | undefined, column: string, later: string | undefined): string {
  const second = later === undefined ? `datetime(${column})` : `datetime(${column}, '+10 minutes')`;
  return max === undefined ? second : `max(${second})`;
}
