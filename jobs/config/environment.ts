import { parse } from 'yaml';
import * as z from 'zod';
import { findNearestNames } from '../../model/names.ts';
import { settingsSchema } from './schema.ts';

/** One setting of the schema. */
export interface SchemaKey {
  /** Its keys from the outermost: `['notify', 'digestAbove']`. */
  readonly keys: readonly string[];
  /** Whether the environment gives it as it stands, however much it looks like YAML. */
  readonly isText: boolean;
  /** Whether it may be null, which the environment gives as `null`. */
  readonly isNullable: boolean;
  /** The words that a path follows, such as `sqlite:`; an empty one: the whole is a path; none: it is no path. */
  readonly pathAfter: readonly string[];
}

/** Every setting, as the schema lists them. */
export const SCHEMA_KEYS: readonly SchemaKey[] = listKeys(settingsSchema, []);

/** What the environment alone gives; each but the users may come from a file, too, which `<variable>_FILE` names. */
export const USERS = ['RUNINFO_ORACLE_USER', 'RUNINFO_MYSQL_USER'];
export const SECRETS = [
  'RUNINFO_REDACTION_KEY',
  'RUNINFO_HEARTBEAT',
  'RUNINFO_ORACLE_PASSWORD',
  'RUNINFO_ORACLE_WALLET_PASSWORD',
  'RUNINFO_MYSQL_PASSWORD',
];

/** Read by what starts the program (`deploy/`, workflows, tests), or made by Kubernetes of a service that is called so. */
const FOR_OTHERS =
  /^RUNINFO_(?:TICK|RUNNER|PAGES|DEMO|KNOWN_HOSTS|ARCHIVE_KEY|ARCHIVE_REMOTE|TEST_.*|(?:.*_)?(?:SERVICE|PORT)(?:_.*)?)$/;

/**
 * Which variables begin like those of this program and are none, with the nearest that is one: a misspelt one would be
 * passed over in silence. Empty ones count as not set.
 * @param webhooks the variables that the webhooks of the channels come from
 */
export function findUnknownVariables(environment: NodeJS.ProcessEnv, webhooks: readonly string[]): string[] {
  const secrets = [...SECRETS, ...webhooks].flatMap((name) => [name, `${name}_FILE`]);
  const known = [...SCHEMA_KEYS.map(({ keys }) => variableOf(keys)), ...USERS, ...secrets];
  const withoutPrefix = known.map((name) => name.replace('RUNINFO_', ''));
  return Object.keys(environment)
    .filter((name) => name.startsWith('RUNINFO_') && environment[name] !== '')
    .filter((name) => !known.includes(name) && !FOR_OTHERS.test(name))
    .sort()
    .map((name) => {
      const [nearest] = findNearestNames(name.replace('RUNINFO_', ''), withoutPrefix, 1);
      const channel = /^RUNINFO_SLACK_WEBHOOK_(.+?)(?:_FILE)?$/.exec(name)?.[1]?.toLowerCase();
      if (channel !== undefined) return `${name}: there is no channel ${channel} in notify.channels`;
      return `${name}: unknown variable${nearest === undefined ? '' : `: did you mean RUNINFO_${nearest}?`}`;
    });
}

/**
 * The settings that the environment gives, by key: `RUNINFO_` and the keys in capitals, words and levels joined by `_`:
 * `siteUrl` is RUNINFO_SITE_URL, `notify.digestAbove` RUNINFO_NOTIFY_DIGEST_ABOVE. Lists and numbers are written as in
 * YAML. An empty variable counts as not set.
 */
export function readEnvironment(
  environment: NodeJS.ProcessEnv,
): { key: SchemaKey; variable: string; value: unknown }[] {
  return SCHEMA_KEYS.flatMap((key) => {
    const variable = variableOf(key.keys);
    const text = environment[variable] ?? '';
    if (text === '') return [];
    const isPlain = key.isText && !(key.isNullable && text === 'null');
    return [{ key, variable, value: isPlain ? text : parseValue(text) }];
  });
}

/** The variable that overrides a setting. */
export function variableOf(keys: readonly string[]): string {
  const words = keys.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
  return `RUNINFO_${words.join('_').toUpperCase()}`;
}

function listKeys(schema: z.ZodType, keys: readonly string[]): SchemaKey[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, member]) => listKeys(member as z.ZodType, [...keys, key]));
  }
  const pathAfter = inner.meta()?.['pathAfter'];
  const isText = inner instanceof z.ZodString || inner instanceof z.ZodURL;
  return [
    {
      keys,
      isText,
      isNullable: schema.safeParse(null).success,
      pathAfter: Array.isArray(pathAfter) ? pathAfter.map(String) : [],
    },
  ];
}

/** The schema beneath defaults, null and transformations. */
function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return isWrapped ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function parseValue(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}
