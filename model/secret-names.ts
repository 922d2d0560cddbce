/**
 * Secrets that stand behind a name: `password = x`, `<password>x</password>`, `name="password" value="x"`,
 * `set password x`, `("password", "x")`. Every expression here takes time in proportion to the text: what may repeat begins only where a name
 * does, or is bounded.
 */

/** A part of a text: from the first index up to, not including, the second. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How surely a name says that a secret follows: behind a `weak` one a number is none, nor is the name of a file or of a setting. */
export type Strength = 'strong' | 'weak';

/** A name with a word in it that may stand for a secret. */
const NAMES =
  /(?<![\w.-])[\w.-]*(?:pass|pwd|pswd|secret|token|(?:api|access|private|encryption|sign|signing|auth|account|master)[_.-]?key|credential|pw|_auth\b)[\w.-]*/gi;
/** A longer name is known by its end. */
const LONGEST_NAME = 100;
/** How many characters around a name are searched for what belongs to it. */
const NEAR = 300;

/** Between the words of a name: `dbPassword`, `DBPassword`, `db-password`. */
const BETWEEN_WORDS = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.-]+/;
const STRONG = new RegExp(
  [
    'pass_?(?:word|wd|phrase|code)|passwort|pswd|pwd|secret(?!ar|ion)',
    '(?:db|user|usr|my|admin|root|ora|oracle|sql|mysql|pg|bind|ftp|smtp|imap|mail|proxy|key|store|ssh|http|auth|login|account|svc|service|client|server|redis|require|wallet|sys|app|web|remote)_?(?:pass|pw)(?![a-z])',
  ].join('|'),
  'g',
);
/** How a name goes on behind a strong word that is about the secret and does not hold it. */
const ABOUT =
  /^s?_?(?:less|files?(?![a-z])|path|dir|folder|location|ur[il]|link|polic|requir|need|enable|disable|is_|len(?![a-z])|length|min|max|size|count|num(?![a-z])|number|age(?![a-z])|expir|valid|life|ttl|timeout|retr|attempt|chang|reset|rotat|updat|modif|creat|strength|complex|hint|prompt|field|label|column|type|kind|format|mode|method|algo|encod|class|manager|provider|store|name|ids?(?![a-z])|version|protect|auth|check|hook|conf|cfg|doc|ring|ref|group|holder|scope|engine|backend)/;
const WEAK_WORDS = [
  String.raw`\w*token`,
  String.raw`(?<!(?:low|high|band|all|by|and|mark|zs|multi|single|first|second|third|last|one|two|n)_)pass`,
  'pw',
  '(?:api|access|private|encryption|sign|signing|auth|account|master)_?key',
  'credentials?',
  '_auth',
];
/** What may follow a weak word: which one of several it is. */
const WHICH =
  'prod|production|dev|devel|development|test|testing|stage|staging|int|integration|old|new|value|online|offline|rw|ro|read|write|reader|writer|admin|user|default|current|primary|secondary|main|backup';
/** Names in capitals that are one word: `HCALPASS`; not those of filters, or of words that end so. */
const WEAK_CAPITALS =
  /(?:^|_)(?!(?:[A-Z]{0,20}(?:BY|AND)|(?:EN)?COM|TRES|SUR|OVER|UNDER|LOW|HIGH|ALL|MARK|ZS|MULTI|SINGLE|FIRST|SECOND|THIRD|LAST|ONE|TWO)PASS)[A-Z]{2,30}PASS(?:_?\d+)?$/;
const WEAK = new RegExp(String.raw`(?:^|_)(?:${WEAK_WORDS.join('|')})(?:_?\d+|_(?:${WHICH}))*$`);

/** Whether a name, of a parameter or within a text, is that of a secret; null: it is not. */
export function strengthOf(name: string): Strength | null {
  const written = name.slice(-LONGEST_NAME).split(BETWEEN_WORDS).join('_');
  const words = written.toLowerCase();
  const strong = [...words.matchAll(STRONG)].at(-1);
  if (strong !== undefined) return ABOUT.test(words.slice(strong.index + strong[0].length)) ? null : 'strong';
  return WEAK.test(words) || WEAK_CAPITALS.test(written) ? 'weak' : null;
}

/** What stands in the place of a secret and is none: a word for nothing, a type, a mask, where the secret is found. */
const NO_SECRET = new RegExp(
  [
    'true|false|yes|no|on|off|none|null|nil|undefined|empty|n/a|required|optional|enabled|disabled',
    String.raw`string|str|text|files|compat|[*x•.]{3,}|\[redacted\b.*`,
    String.raw`\$\{.*|\$\(.*|\$[a-z_]\w*|%\w+%|%\(\w+\)s|\{\{.*|<[\w -]+>|@\w+@|env:.*|vault:.*|!(?:vault|secret|env)\b.*`,
    String.raw`(?:file:(?://)?)?(?:~|\.{1,2}|[a-z]:(?=[/\\])|/(?:etc|home|nfshome\d*|afs|eos|cvmfs|opt|usr|var|run|tmp|root|mnt|data|srv|secrets?|dev|proc|global|scratch|local)(?![\w.+]))(?:[/\\][\w.@+-]*)*`,
  ]
    .join('|')
    .replace(/^.*$/s, '^(?:$&)?$'),
  'is',
);
const NUMBER =
  /^[+-]?(?:0x[\da-f]+|0b[01]+|\d+(?:[.,]\d+)*(?:e[+-]?\d+)?)u?l{0,2} ?(?:[munk]?s|[kmg]?(?:hz|b)|bx|%)?$/i;

/** The name of a file by its ending, maybe with folders before it. */
const FILE = /^[\w./+-]+\.(?:xml|txt|cfg|conf|ini|json|ya?ml|csv|dat|root|py|sh|log)$/i;

/** A part of the detector (`HB1`, `ch3a`), something numbered (`evt_12`), or a word for how something is done. */
const ORDINARY =
  /^(?:[a-z]{1,3}_?\d{1,2}[a-z]?|coarse|fine|fast|slow|low|high|medium|first|second|last|single|double|both|all|any|even|odd|auto|manual|strict|loose|normal|default|fail)$/i;

/** What else a list or a table names beside a password: such a word is the next name and no value. */
const FIELD =
  /^(?:user(?:_?(?:name|id))?|login|account|owner|host(?:_?name)?|server|machine|port|db(?:_?name)?|database|service|sid|tns|schema|ur[il]|dsn|e?mail|name|id|role|type|key|value|comment|description|domain|realm|driver|timeout|token)$/i;

/** Whether a word names what stands beside a password in a list of names or the head of a table. */
export function isFieldName(word: string): boolean {
  return FIELD.test(word);
}

/** Whether what stands behind such a name is a secret. */
export function isSecretValue(text: string, strength: Strength): boolean {
  const value = text.trim();
  const isSetting = () => areNumbers(value) || FILE.test(value) || ORDINARY.test(value);
  return !NO_SECRET.test(value) && !(strength === 'weak' && isSetting());
}

/** A number, a range, or a list of them, maybe cut off: `8`, `1-5`, `[0, 3]`, `[0`, `1 0 1`. */
function areNumbers(value: string): boolean {
  const members = value.replaceAll(/^[[({]\s*|\s*[\])}]$|^[ \t]*-[ \t]+/gm, '').split(/[\s,;/:]+|\.\.|(?<=\d)-(?=\d)/);
  return NUMBER.test(value) || members.every((member) => NUMBER.test(member));
}

/** The secrets that stand behind a name in a text, in order. */
export function* findNamedSecrets(text: string): Generator<Span> {
  const names = new RegExp(NAMES);
  for (let match = names.exec(text); match !== null; match = names.exec(text)) {
    const name = { from: match.index, to: names.lastIndex };
    const strength = strengthOf(match[0]);
    const value = strength === null ? null : findValue(text, name, strength);
    if (strength === null || value === null || !isSecretValue(text.slice(value.from, value.to), strength)) continue;
    yield value;
    names.lastIndex = Math.max(name.to, value.to);
  }
}

const ELEMENT_BEGINS = /(?:<|&lt;)(?:[\w.-]{1,40}:)?$/;
const NAMED_BY =
  /(?:^|\W)(?:name|key|id|field|parameter|property|variable)\\{0,4}["']?\s{0,20}[=:]\s{0,20}\\{0,4}["']?$/i;
const COMMAND_BEGINS =
  /(?:^|[\s;&|("'[{])(?:set|setenv|dict\s{1,20}set(?:\s{1,20}[^\s;]{1,40}){1,3}|(?:login|account)\s{1,20}\S{1,40}|user(?:name)?\s{1,20}\S{1,40}(?:\s{1,20}privilege\s{1,20}\d{1,2})?|enable)\s{1,20}(?:[\w:]{0,60}::)?$/i;
/** Within a list of names and values of Tcl, or before the index of its array. */
const LIST_OF_TCL =
  /\b(?:array\s{1,20}set\s{1,20}\S{1,40}\s{1,20}\{(?:[^{}]{0,200}\s)?|dict\s{1,20}create\s(?:[^[\]]{0,200}\s)?)$/;
const INDEX_OF_TCL = /(?:^|[\s;{["'])set\s{1,20}[\w:]{1,60}\($/;
const BEHIND_INDEX = /\)[ \t]+/y;
const BRACES_OF_TCL = /\{(?=[^{}\s][^{}\r\n]*\})/y;
const WITHIN_BRACES = /[^{}\r\n]*/y;
const LINE_BEGINS = /(?:^|[\r\n])[ \t]*$/;
const NEXT_ELEMENT = /<\/[\w:.-]{1,40}>\s*<[\w:.-]{1,40}[^<>]{0,100}>/y;
const ASSIGNS =
  /(?:\\*["'`]|&quot;|&apos;)?(?:\[[ \t]{0,8}["']?[\w.-]{0,40}["']?)?\]?[ \t]*(?:[=-]>|:=|=|:|%3d)(?![=:])[ \t]*(?:(?:!!\w{1,20}|&\w[\w-]{0,40})[ \t]+){0,2}(?:[|>][+-]?[ \t]*\r?\n[ \t]+|\r?\n[ \t]+(?=[^\s<{[#-]\S{0,200}(?<!:)[ \t]{0,20}(?:[\r\n]|$)))?/iy;
/** The items of a list of YAML, one on each line. */
const LIST_BEGINS = /["']?[ \t]*:[ \t]*\r?\n[ \t]*(?=-[ \t])/y;
const LIST = /-[ \t]+(?![\w."'-]{1,60}[ \t]*[:=])[^\r\n]+(?:\r?\n[ \t]*-[ \t]+(?![\w."'-]{1,60}[ \t]*[:=])[^\r\n]+)*/y;
const CALLS = /[ \t]*\([ \t]*(?=["'])/y;
const ASKS = /^(?:get|has|is|read|load|find|ask|prompt|check)(?:_|[A-Z])/;
const BEFORE_QUOTE = /[ \t]+(?=")/y;
const IN_COMMAND = /[ \t]+(?:(?:to|=)[ \t]+)?(?:\d[ \t]+)?/y;
/** A line that is a name and a value with a digit in it. */
const ALONE_ON_LINE = /[ \t]+(?=[^\s\d]{0,100}\d\S{0,200}[ \t]{0,20}(?:[\r\n]|$))/y;
/** `(password x)`, and not what somebody says in brackets. */
const ALONE_IN_BRACKETS =
  /[ \t]+(?!(?:[a-z]{0,40}(?:ed|ing)|fields?|files?|hints?|prompts?|resets?|changes?|only)\))(?=[^\s()]{1,200}[ \t]{0,20}\))/y;
/** `password,x` as a line. */
const CELL_ON_LINE = /[ \t]*[,;][ \t]*(?=([^\s,;"'=:]{1,200})[ \t]{0,20}(?:[\r\n]|$))/y;
/** `"password", "x"`: arguments of a call. */
const NEXT_ARGUMENT = /["'][ \t]*,[ \t]*(?=(["'])([^"'\r\n]{1,200})\1[ \t]{0,20}(?:[),;}\r\n]|$))/y;
/** An option, a comment, or a sentence that goes on. */
const NO_VALUE =
  /[-#]|(?:polic|(?:for|to|in|on|of|by|via|and|or|the|an?|is|as|at|with|from|when|before|after|again)(?!\S))/iy;

function findValue(text: string, { from, to }: Span, strength: Strength): Span | null {
  const before = text.slice(Math.max(0, from - NEAR), from);
  const element = ELEMENT_BEGINS.exec(before)?.[0];
  if (element !== undefined) return findInElement(text, to, element.startsWith('&'));
  const paired = NAMED_BY.test(before) ? findPaired(text, to, before, from - before.length) : null;
  if (paired !== null) return paired;
  const sibling = skip(NEXT_ELEMENT, text, to);
  if (sibling !== null) return contentAt(text, sibling);
  const name = text.slice(from, to);
  const list = skip(LIST_BEGINS, text, to);
  if (list !== null) return { from: list, to: skip(LIST, text, list) ?? list };
  const assigned = skip(ASSIGNS, text, to) ?? (ASKS.test(name) ? null : skip(CALLS, text, to));
  if (assigned !== null) return valueAt(text, assigned, bodyOf(name, before));
  const listed = findListed(text, to, before, strength);
  if (listed !== null) return valueAt(text, listed, BODIES.plain);
  const behindBlanks = findBehindBlanks(text, { from, to }, before, strength);
  if (behindBlanks === null || skip(NO_VALUE, text, behindBlanks) !== null) return null;
  const braced = skip(BRACES_OF_TCL, text, behindBlanks);
  if (braced !== null) return { from: braced, to: skip(WITHIN_BRACES, text, braced) ?? braced };
  return valueAt(text, behindBlanks, BODIES.plain);
}

/** Where a value begins that only blanks part from its name; null: nowhere. */
function findBehindBlanks(text: string, { from, to }: Span, before: string, strength: Strength): number | null {
  if (INDEX_OF_TCL.test(before)) return skip(BEHIND_INDEX, text, to);
  if (text[from] === '-' || COMMAND_BEGINS.test(before) || LIST_OF_TCL.test(before)) return skip(IN_COMMAND, text, to);
  if (strength !== 'strong') return null;
  const inBrackets = before.endsWith('(') ? skip(ALONE_IN_BRACKETS, text, to) : null;
  return (
    skip(BEFORE_QUOTE, text, to) ?? inBrackets ?? (LINE_BEGINS.test(before) ? skip(ALONE_ON_LINE, text, to) : null)
  );
}

/** Where a value begins that stands behind its name as the next of a list: on a line of two, or as an argument; null: nowhere. */
function findListed(text: string, at: number, before: string, strength: Strength): number | null {
  if (strength === 'strong' && LINE_BEGINS.test(before)) {
    CELL_ON_LINE.lastIndex = at;
    const cell = CELL_ON_LINE.exec(text);
    return cell === null || isFieldName(cell[1] ?? '') ? null : CELL_ON_LINE.lastIndex;
  }
  // Within brackets of a list all are names, or all are values.
  const isInList = before.lastIndexOf('[') > Math.max(before.lastIndexOf(']'), before.lastIndexOf('('));
  NEXT_ARGUMENT.lastIndex = at;
  const next = /["']$/.test(before) && !isInList ? NEXT_ARGUMENT.exec(text)?.[2] : undefined;
  if (next === undefined || isFieldName(next) || (strength === 'weak' && /^[a-z_ -]*$/.test(next))) return null;
  return NEXT_ARGUMENT.lastIndex;
}

const ESCAPED_TAG = /(?:[^<>&]|&(?!lt;|gt;)){0,300}&gt;\s*/y;
const ESCAPED_CONTENT = /(?:[^<&\s]|&(?!lt;))*/y;
const BEFORE_CONTENT = /\s*(?:<value(?:\s[^<>]{0,100})?>\s*)?/iy;
const CONTENT = /[^<]*/y;
const BEFORE_DATA = /\s*<!\[CDATA\[/y;
const DATA = /(?:[^\]]|\](?!\]>))*/y;

/** `<password type="string">x</password>`, `<password value="x"/>`, and the first as text within XML. */
function findInElement(text: string, at: number, isEscaped: boolean): Span | null {
  if (isEscaped) {
    const from = skip(ESCAPED_TAG, text, at);
    return from === null ? null : { from, to: skip(ESCAPED_CONTENT, text, from) ?? from };
  }
  const attributes = /^[^<>]*/.exec(text.slice(at, at + NEAR))?.[0] ?? '';
  const value = /\svalue\s{0,20}=\s{0,20}(?=["'])/.exec(attributes);
  if (value !== null) return valueAt(text, at + value.index + value[0].length, BODIES.plain);
  const end = at + attributes.length;
  return text[end] === '>' && !attributes.endsWith('/') ? contentAt(text, end + 1) : null;
}

/** What an element holds, or its first child. */
function contentAt(text: string, at: number): Span {
  const data = skip(BEFORE_DATA, text, at);
  if (data !== null) return { from: data, to: skip(DATA, text, data) ?? data };
  const from = skip(BEFORE_CONTENT, text, at) ?? at;
  return { from, to: from + text.slice(from, skip(CONTENT, text, from) ?? from).trimEnd().length };
}

/**
 * `name="password" value="x"` in either order, `{"name":"password","value":"x"}`, `<entry key="password">x</entry>`.
 * @param before what stands before the name, `start` where that begins
 */
function findPaired(text: string, at: number, before: string, start: number): Span | null {
  const rest = /^[^<>{}]*/.exec(text.slice(at, at + NEAR))?.[0] ?? '';
  const next = /(?:^|\W)value\\{0,4}["']?\s{0,20}[=:]\s{0,20}/i.exec(rest);
  if (next !== null) return valueAt(text, at + next.index + next[0].length, BODIES.plain);
  const opened = Math.max(before.lastIndexOf('<'), before.lastIndexOf('{'));
  const previous = /\Wvalue\\{0,4}["']?\s{0,20}[=:]\s{0,20}(?=\\{0,4}["'])/i.exec(before.slice(Math.max(0, opened)));
  if (opened >= 0 && previous !== null) {
    return valueAt(text, start + opened + previous.index + previous[0].length, BODIES.plain);
  }
  const end = at + rest.length;
  return before[opened] === '<' && text[end] === '>' && !rest.endsWith('/') ? contentAt(text, end + 1) : null;
}

/** How far a value reaches that no quotes enclose. What ends one may stand within it where a word goes on behind it. */
const BODIES = {
  plain:
    /(?:[^\s,;"'`<>)\]}&]|[,;](?=[^\s,;])(?![\w.-]{1,40}[ \t]{0,3}[=:])|["'`)\]}](?=\w)|&(?!#?\w{1,10};|[\w.-]{1,40}=))+/y,
  /** In the query of an address. */
  query: /[^\s&#"'<>;]+/y,
  /** Several words. */
  phrase: /(?:[^\s,;"'<>]|[ \t]{1,8}(?![\w.-]{1,40}[ \t]{0,3}[=:]|[#;\s]|\/\/|--|$))+/y,
} as const;

function bodyOf(name: string, before: string): RegExp {
  if (/(?:[?&]|&amp;)$/.test(before)) return BODIES.query;
  return /phrase/i.test(name) ? BODIES.phrase : BODIES.plain;
}

const OPENS = /[rubn@]{0,2}(?:\[(?!redacted\b)[ \t]*(?=["'\w])|"""|'''|\\*["'`]|&quot;|&apos;|&#3[49];)/iy;
/** A call, an element of an array, an object, or where a secret is to be found: no body is looked for, since it may have no end. */
const IS_CODE =
  /[a-z_$][\w.$>:-]{0,100}(?:\([^()\r\n]{0,80}\)|\[["'\w])|\$\{|\$\(|\{\{|\{\s{0,200}["']?[\w.-]{1,40}["']?[ \t]{0,20}[:=]|\[?\[redacted\b/iy;

/** The value at an index: what its quotes enclose, or as far as the body reaches; null: code, and no value. */
function valueAt(text: string, at: number, body: RegExp): Span | null {
  const from = skip(OPENS, text, at);
  if (from !== null) return { from, to: skip(bodyWithin(text.slice(at, from)), text, from) ?? from };
  if (skip(IS_CODE, text, at) !== null) return null;
  return { from: at, to: skip(body, text, at) ?? at };
}

const WITHIN_BRACKETS = /[^\]\r\n]*/y;
const WITHIN_ENTITIES = /(?:[^&<\r\n]|&(?!quot;|apos;|#3[49];))*/y;

/** What may stand within quotes: on one line, up to the quote that is not escaped, or that is escaped as the first was. */
function bodyWithin(opening: string): RegExp {
  if (opening.endsWith(';')) return WITHIN_ENTITIES;
  if (opening.includes('[')) return WITHIN_BRACKETS;
  const quote = opening.at(-1) ?? '';
  return opening.includes('\\')
    ? new RegExp(String.raw`(?:[^${quote}\\\r\n]|\\(?!\\{0,7}${quote}))*`, 'y')
    : new RegExp(String.raw`(?:[^${quote}\\\r\n]|\\[^\r\n]|${quote}${quote})*`, 'y');
}

/** The index behind what a sticky expression finds at an index; null: nothing. */
function skip(sticky: RegExp, text: string, at: number): number | null {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : null;
}
