import { findNamedSecrets, type Span } from './secret-names.ts';
import { findTableSecrets } from './secret-tables.ts';

/** Puts what stands for a secret in its place. */
export type Seal = (secret: string) => string;

/** A user of a database, maybe with the one it acts for. */
const USER = String.raw`[\w$#.-]{1,64}(?:\[[\w$#]{1,64}\])?`;
/** A password up to the last @ of its word, or in quotes. */
const UP_TO_AT = String.raw`(?:"[^"\r\n]{1,128}"|(?:(?!://)[^\s"'<>?]){1,128})(?=@)`;

/** An argument in quotes, and a password as one. */
const ARGUMENT = String.raw`\s{0,20}["'][^"'\r\n]{1,200}["']\s{0,20}`;
const CONNECTS = String.raw`(?!(?:[A-Za-z]{1,4}\d{0,2}|(?:crate|slot|fiber|board)_?\d{1,3})["'])([^"'\r\n]{1,128})(?=["'])`;

/**
 * Secrets that are known by their form or their place. What stands before a secret is the first group, the secret the
 * second. All is bounded or begins at a fixed word, so that the time is in proportion to the text.
 */
const SPELLINGS: readonly RegExp[] = [
  // Key blocks; one that was cut off reaches to the end.
  /(-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY(?: BLOCK)?-----)([^]*?)(?=-----END |$)/g,
  // user:password@ in an address; a port with a path behind it is none.
  new RegExp(
    String.raw`(:(?:\\{0,4}/){2}[^\s/?#"'<>@:]{0,128}:)([^\s"'<>/?#]+(?=@)|(?!(?:\d{1,5}|\$\{?\w{1,40}\}?)(?:[/?#]|$))[^\s"'<>@]{1,128}(?=@))`,
    'g',
  ),
  // A token in place of a user.
  /(:\/\/)((?=[^\s@/]{0,100}\d)[\w.~-]{20,200})(?=@)/g,
  // USER/PASSWORD@DB of Oracle: behind a scheme, a command, an option that takes it.
  new RegExp(
    String.raw`((?:\b(?:occi|oracle(?:\+\w{1,20})?|oci8?)(?:://|:)|\bjdbc:oracle:\w{1,20}:)${USER}/)(${UP_TO_AT})`,
    'gi',
  ),
  new RegExp(
    String.raw`(\b(?:sqlplus|sqlldr|sqlcl|expdp|impdp|rman)(?:[ \t]{1,20}-\w{1,20}(?:[ \t]{1,20}\d[\d.]{0,9})?){0,8}[ \t]{1,20}(?:target[ \t]{1,20})?["']?${USER}/)(${UP_TO_AT}|[^\s"'<>@/;]{1,128}(?=[\s"';]|$))`,
    'gi',
  ),
  new RegExp(
    String.raw`(\b(?:conn|connect|exp|imp|logon|login|target|catalog)[ \t]{1,20}["']?${USER}/)(${UP_TO_AT})`,
    'gi',
  ),
  new RegExp(
    String.raw`((?<![\w-])\w{0,40}?(?:userid|dsn|dblink|tns|conn(?:ect(?:ion)?)?|db|database|login|logon|account|oracle)(?:_?(?:conn|connect|connection|login|user|service|alias|ur[il]|str|string|info|name))?\d{0,3}["']?[ \t]{0,20}[=:][ \t]{0,20}["']?${USER}(?:/(?!/)|:(?=[^\s"'<>/:]{1,128}@)))(${UP_TO_AT})`,
    'gi',
  ),
  // The same alone, where the user is in capitals and what follows looks like a database and not like a version, a crate or a host for mail.
  new RegExp(
    String.raw`((?<![\w/.:@$-])[A-Z][A-Z\d_$#]{2,30}(?:\[\w{1,30}\])?/)([^\s"'<>/@,;]{1,128})(?=@(?!(?:crate|slot|rbx|fed|u?htr|fiber|board)_?\d)(?:(?!(?:v?\d|head|HEAD|main|MAIN|master|MASTER|trunk|TRUNK)\b)[A-Za-z]\w*(?![\w.@-])|//[\w.]|[\w.-]{1,100}(?::\d{1,5})?/\w|[\w.-]{1,100}:\d{1,5}))`,
    'g',
  ),
  // The same in any case, where the database is one of those of CMS.
  /((?<![\w/.:@$-])[a-z][\w$#]{2,30}(?:\[\w{1,30}\])?\/)([^\s"'<>@,;]{1,128})(?=@(?:cms_(?:omds|orcon|orcoff|rcms|hcl|cond)|cmsr|cmsonr|cmsintr|int\d?r|\w{0,20}omds|orcon|orcoff)(?:_\w{1,30})?(?:\.cern\.ch)?(?![\w.@-]))/gi,
  /(\bidentified[ \t]{1,20}by[ \t]{1,20}(?:values[ \t]{1,20})?["']|\b(?:user|role|grant|to)\b[^;]{0,200}?\bidentified[ \t]{1,20}by[ \t]{1,20}(?:values[ \t]{1,20})?["']?)(?!values\b|externally\b)((?<=")[^"\r\n]{1,256}|(?<=')[^'\r\n]{1,256}|[^\s"';]{1,256})/gi,
  /(\bcurl\b[^\r\n]{0,200}?[ \t](?:-u[ \t]{0,20}|(?:--user|--proxy-user)[ \t=]{1,20})["']?[^\s"':]{1,64}:)([^\s"']{1,256})/g,
  /(\b(?:mysql|mariadb)(?:-?[a-z]{1,20})?[ \t][^\r\n]{0,200}?(?<=[ \t])-p["']?)([^\s"']{1,256})/g,
  /(\bsshpass[ \t]{1,20}-p[ \t]{0,20}["']?)([^\s"']{1,256})/g,
  // connect("user", "password"), also behind an address; what is short, or numbers a part of the detector, may connect anything.
  new RegExp(
    String.raw`((?:\b(?:cx_Oracle|oracledb|Oracle|db|database)\.connect|\boci_p?connect|(?<![\w.>:-])connect)\(${ARGUMENT},\s{0,20}["'])${CONNECTS}`,
    'g',
  ),
  new RegExp(
    String.raw`((?:\bDBI->connect|\bgetConnection|\b(?:pymysql|MySQLdb)\.connect)\(${ARGUMENT},${ARGUMENT},\s{0,20}["'])${CONNECTS}`,
    'g',
  ),
  // HTTP.
  /(\b(?:proxy-)?authorization\\{0,4}["']?[ \t]{0,20}[:=][ \t]{0,20}\\{0,4}["']?(?:(?:bearer|basic|digest|token|apikey|negotiate|ntlm)[ \t]{1,20})?)(?!(?:bearer|basic|digest|token|apikey|negotiate|ntlm|none|required|optional)\b|(?:strict|loose|enabled?|disabled?|true|false|yes|no|on|off|local|auto|manual)(?![^\s"'\\<>,;]))([^\s"'\\<>,;]+)/gi,
  /(\bbearer[ \t=:]{1,20})((?=[^\s"'\\<>,;]{0,200}\d|[^\s"'\\<>,;]{20})[^\s"'\\<>,;]+)/gi,
  /(\b(?:set-)?cookie\\{0,4}["']?[ \t]{0,20}:[ \t]{0,20})((?=[^\s;=]{1,60}=)[^\r\n"'<>]+)/gi,
  /([?&;](?:sig|signature|x-amz-signature)=)([^\s&"'<>]+)/gi,
  // Addresses that are secrets: webhooks of Slack, Mattermost and the like, Teams, Discord; bots of Telegram.
  /((?::(?:\\{0,4}\/){2}[^\s"'<>?]{1,200}?|\bhooks\.slack[\w.-]{0,20})\/services\\{0,4}\/T\w{0,40}\\{0,4}\/B\w{0,40}\\{0,4}\/)([^\s"'<>?#/\\]+)/g,
  /(:\/\/hooks\.[^\s"'<>?/]{1,100}\/(?:services|workflows|triggers)\/[^\s"'<>?]{0,200}?)(?<=\/)([^\s"'<>?#/]+)(?=[\s"'<>?#]|\/?$)/gm,
  /(:\/\/[^\s"'<>?]{1,200}?\/webhookb2\/|:\/\/outlook\.[^\s"'<>?/]{1,100}\/webhook\/)([^\s"'<>?#]+)/g,
  /(:\/\/[^\s"'<>?]{1,200}?\/(?:hooks|webhooks?|incoming)\/(?:\d{1,30}\/|[a-z\d]{17,26}\/)?)((?=[a-z]{0,40}\d|[\w-]{20})[\w-]{8,200})(?![\w.-]|\/[^\s])/gi,
  /(\/bot\d{3,20}:)([\w-]{20,200})/g,
  // Tokens with a prefix of their own.
  /((?<![\w-]))((?:gh[pousr]_|github_pat_|gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat)-|xox[abeoprs]-|xapp-|pypi-AgE|dckr_pat_|hv[sb]\.|[sr]k_(?:live|test)_|sk-(?:proj|ant)-|shp(?:at|ss)_|dop_v1_|AIza)[\w.-]{16,500}|(?:npm_|hf_)[A-Za-z\d]{34,36}|SG\.[\w-]{20,24}\.[\w-]{40,45}|(?:AKIA|ASIA)[A-Z\d]{16}|eyJ[\w-]{8,8000}\.eyJ[\w-]{8,8000}\.[\w-]{0,2000})(?![\w-])/g,
  // Hashes of passwords, as in /etc/shadow.
  /((?<!\w))(\$(?:1|2[abxy]|5|6|7|y|gy|apr1|argon2i?d?)\$[\w./$,=+-]{20,300})/g,
];

/** Replaces the secrets in a text that the program knows by itself; what stands around them stays. */
export function replaceSecrets(text: string, seal: Seal): string {
  const tabled = sealSpans(text, [...findTableSecrets(text)], seal);
  const sealed = sealSpans(tabled, [...findNamedSecrets(tabled)], seal);
  return SPELLINGS.reduce(
    (cleaned, spelling) =>
      cleaned.replace(spelling, (_, before: string, secret: string) => before + sealOnce(secret, seal)),
    sealed,
  );
}

function sealSpans(text: string, spans: readonly Span[], seal: Seal): string {
  const pieces = spans.flatMap(({ from, to }, index) => [
    text.slice(spans[index - 1]?.to ?? 0, from),
    seal(text.slice(from, to)),
  ]);
  return [...pieces, text.slice(spans.at(-1)?.to ?? 0)].join('');
}

/** Seals what is a secret still: neither nothing nor a placeholder, or what begins with one. */
export function sealOnce(secret: string, seal: Seal): string {
  return secret === '' || secret.trimStart().startsWith('[redacted') ? secret : seal(secret);
}
