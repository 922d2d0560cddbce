import { config, LATER, REPORT, UNKNOWN, type Advice, type Trouble } from '../server/pool.ts';

const ACCOUNT = config(
  'check RUNINFO_ORACLE_USER and the password; nothing is tried again, so that the account is not locked',
);
const RIGHTS: Advice = {
  code: 'source-wrong',
  remedy:
    'grant SELECT on RUNSESSION_PARAMETER and RUNSESSION_STRING to the account, or name their owner in oracle.schema',
};
const NAME = config('check the alias in the setting source, and tnsnames.ora in the folder that TNS_ADMIN names');
const ADDRESS = config('check the setting source, and oracle.wallet where it is set');
const TLS = config('check the wallet (oracle.wallet) and the names in the address');
const ENCRYPTION =
  'if that lasts, the server may demand native network encryption: set oracle.clientDir, see docs/first-hour.md';
const CLIENT = 'set oracle.clientDir to the folder of the Oracle Client libraries';

const TYPES: Advice = {
  code: 'source-wrong',
  remedy:
    'a column holds what is no number or no time: runinfo doctor and the DBA know its type; see docs/first-hour.md',
};

/** What does not go away by itself, and is never tried again. */
const LASTING: Readonly<Record<string, Advice>> = {
  'ORA-01005': ACCOUNT,
  'ORA-01017': ACCOUNT,
  'ORA-28000': config('ask the DBA to unlock the account'),
  'ORA-28001': config('ask the DBA for a new password of the account'),
  'ORA-01045': config('ask the DBA to grant CREATE SESSION to the account'),
  'ORA-00942': RIGHTS,
  'ORA-01031': RIGHTS,
  'ORA-41900': RIGHTS,
  'ORA-00904': { code: 'source-wrong', remedy: 'the tables are not those of RunInfo; check oracle.schema' },
  'ORA-01722': TYPES,
  'ORA-01830': TYPES,
  'ORA-01841': TYPES,
  'ORA-01843': TYPES,
  'ORA-01847': TYPES,
  'ORA-01858': TYPES,
  'ORA-01861': TYPES,
  'ORA-12154': NAME,
  'NJS-516': NAME,
  'NJS-517': NAME,
  'NJS-520': NAME,
  'NJS-512': ADDRESS,
  'NJS-514': ADDRESS,
  'NJS-515': ADDRESS,
  'NJS-505': TLS,
  'NJS-506': TLS,
  'NJS-507': TLS,
  'NJS-508': TLS,
  'NJS-529': TLS,
  'NJS-116': config(`the account has a password verifier of an old form; ask the DBA for a new password, or ${CLIENT}`),
  'ORA-28040': config(`the server takes no login of this form; ${CLIENT}`),
  'NJS-533': config(`the server demands native network encryption; ${CLIENT}`),
  'ORA-12650': config(`the server demands native network encryption; ${CLIENT}`),
  'ORA-12660': config(`the server demands native network encryption; ${CLIENT}`),
  'NJS-138': config(`the server is older than 12.1; ${CLIENT}`),
  'DPI-1047': config('check oracle.clientDir: the Oracle Client libraries cannot be loaded from there'),
};

/** The server, the listener or the network is not there just now: TNS errors and what the driver makes of them. */
const PASSING = new Set(
  `NJS-003 NJS-500 NJS-501 NJS-503 NJS-504 NJS-510 NJS-511 NJS-513 NJS-518 NJS-519 NJS-521 NJS-530 DPI-1010 DPI-1080
   ORA-00018 ORA-00020 ORA-00028 ORA-00031 ORA-00603 ORA-01012 ORA-01033 ORA-01034 ORA-01089 ORA-01090 ORA-01092
   ORA-02391 ORA-02396 ORA-02399 ORA-03113 ORA-03114 ORA-03135 ORA-10456 ORA-16456 ORA-25408 ORA-27101`.split(/\s+/),
);

/** The statement failed on what it met, and may do better a moment later. */
const WORTH_ANOTHER_TRY = new Set(['ORA-00600', 'ORA-01555', 'ORA-04031', 'ORA-07445', 'ORA-08103', 'ORA-22922']);

/** The connection ended without a word: with which code depends on how far it had come. */
const END_OF_FILE = /NJS-(?:500|501|521)|ORA-(?:03113|12537|12547|12637)/;

/**
 * Tells what an error means; null: it is none of the driver's or the server's.
 * @param speaksItsLanguage whether the server has let somebody log in, or everything that it may demand is known: else an end of the
 *   connection may be its answer to a client without native network encryption (node-oracledb issues 1567 and 1615)
 */
export function explainOracle(error: unknown, speaksItsLanguage = true): Trouble | null {
  if (!(error instanceof Error)) return null;
  const lines = error.message
    .split('\n')
    .map((line) =>
      line
        .replace(/\(CONNECTION_ID=[^)]*\)/, '')
        .trimEnd()
        .replace(/\.$/, ''),
    )
    .filter((line) => line !== '' && !line.startsWith('Help:'));
  const codes = [...lines.join('\n').matchAll(/\b(?:ORA|NJS|DPI)-\d{3,5}\b/g)].map(([code]) => code);
  const code = codes.find((candidate) => candidate.startsWith('ORA-')) ?? codes[0];
  if (code === undefined) return null;
  const own = lines.find((line) => line.startsWith('ORA-')) ?? (code.startsWith('DPI-') ? lines[0] : undefined);
  const words = (own ?? lines.join(', ')).replace(/\. See https.*/, '');
  const says =
    speaksItsLanguage || !END_OF_FILE.test(lines.join(' '))
      ? words
      : `${words} before any session was open (${ENCRYPTION})`;
  const lasting = codes.map((each) => LASTING[each]).find((advice) => advice !== undefined);
  if (lasting !== undefined) return { says, kind: 'lasting', isWorthRetrying: false, ...lasting };
  if (WORTH_ANOTHER_TRY.has(code)) return { says, kind: 'reading', isWorthRetrying: true, ...LATER };
  if (codes.some(isPassing)) return { says, kind: 'passing', isWorthRetrying: true, ...LATER };
  const isOurs = /^ORA-009\d\d$/.test(code);
  return { says, kind: 'reading', isWorthRetrying: false, ...(isOurs ? REPORT : UNKNOWN) };
}

function isPassing(code: string): boolean {
  return PASSING.has(code) || /^ORA-12[1-6]\d\d$/.test(code);
}
