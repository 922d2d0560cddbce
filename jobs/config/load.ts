import { basename, dirname, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { toCanonicalJson, sha256 } from '../../archive/documents/canonical.ts';
import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Rules } from '../../model/rules.ts';
import type { Seal } from '../../model/secret-spellings.ts';
import { readEnvironment, SCHEMA_KEYS } from './environment.ts';
import { describeIssues } from './issues.ts';
import type { WrittenSettings } from './issues.ts';
import { readAccount } from './oracle.ts';
import type { OracleSettings } from './oracle.ts';
import { readOriginalList } from './original-list.ts';
import { settingsSchema } from './schema.ts';
import type { SettingsFile } from './schema.ts';
import { readSecret, sealWith } from './secret.ts';
import { readAddress, readChannels } from './channels.ts';
import type { Channel } from './channels.ts';

/** The file that is read where `--config` names no other. */
export const DEFAULT_CONFIG = 'runinfo.config.yaml';

/** The settings in force: paths absolute, secrets apart and never printed. */
export interface Settings extends Omit<SettingsFile, 'rules'> {
  readonly state: string;
  readonly oracle: OracleSettings;
  readonly rules: Rules;
  /** Names the interpretation rules: SHA-256 of their canonical JSON, 16 digits (rule 9). */
  readonly rulesDigest: string;
  /** Makes the placeholder of a secret, with a key that comes from the environment only (rule 9). */
  readonly seal: Seal;
  /** Who gets messages, each with its webhook, which comes from the environment only. */
  readonly channels: readonly Channel[];
  /** An address that is called at the start and the end of every tick; null: none. From the environment only. */
  readonly heartbeat: string | null;
}

/** Where settings come from. */
export interface SettingsOrigin {
  readonly file: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
}

/**
 * Reads the settings: defaults, then the file, then the environment. Paths in the file are relative to it, those in the
 * environment to `folder`.
 * @throws RunInfoError `config` with every problem at once, each with its key
 */
export function loadSettings({ file, environment, folder }: SettingsOrigin): Settings {
  const path = resolve(folder, file ?? DEFAULT_CONFIG);
  const { content, written: source } = readSettingsFile(path, file !== undefined);
  const variables = new Map<string, string>();
  for (const { key, variable, value } of readEnvironment(environment)) {
    variables.set(key.keys.join('.'), variable);
    setKey(content, key.keys, anchor(value, key.pathAfter, folder));
  }
  const parsed = settingsSchema.safeParse(content);
  if (!parsed.success) {
    const problems = describeIssues(parsed.error.issues, source, variables);
    // What the environment alone gives can be checked all the same.
    for (const variable of ['RUNINFO_SLACK_WEBHOOK', 'RUNINFO_HEARTBEAT']) readAddress(environment, variable, problems);
    throw invalid(path, problems);
  }
  const written = anchorPaths(parsed.data, dirname(path));
  const listed = written.watchedFile === null ? written.rules : watchList(written.watchedFile, written.rules);
  const problems: string[] = [];
  const channels = readChannels(written.notify.channels, listed, environment, problems);
  const heartbeat = readAddress(environment, 'RUNINFO_HEARTBEAT', problems);
  const { seal, keyId } = sealWith(readSecret(environment, 'RUNINFO_REDACTION_KEY', folder, problems));
  if (problems.length > 0) throw invalid(path, problems);
  const { builtIn, ...patterns } = listed.redact;
  // In the order of canonical JSON, as `areReadAlike` relies on.
  const rules = keyId === undefined ? listed : { ...listed, redact: { builtIn, key: keyId, ...patterns } };
  return {
    ...written,
    state: written.state ?? join(dirname(written.archive), 'state', basename(written.archive)),
    oracle: {
      ...written.oracle,
      configDir: environment['TNS_ADMIN'] ? resolve(folder, environment['TNS_ADMIN']) : null,
      readAccount: () => readAccount(environment, folder),
    },
    rules,
    rulesDigest: sha256(toCanonicalJson(rules)).slice(0, 16),
    seal,
    channels,
    heartbeat,
  };
}

function watchList(path: string, rules: SettingsFile['rules']): SettingsFile['rules'] {
  const text = readTextFile(path);
  if (text === null) throw new RunInfoError('config', `watchedFile: there is no file ${path}: check the path`);
  return { ...rules, watched: readOriginalList(path, text, rules) };
}

function readSettingsFile(
  path: string,
  isNamed: boolean,
): { content: Record<string, unknown>; written: WrittenSettings } {
  const lines = new LineCounter();
  const text = readTextFile(path);
  if (text === null) {
    if (!isNamed) return { content: {}, written: { document: null, lines } };
    throw new RunInfoError('config', `there is no settings file ${path}: check --config`);
  }
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new RunInfoError('config', `${path} is not valid YAML: ${problem.message.split('\n')[0]}`);
  }
  const content: unknown = document.toJS();
  const written = { document, lines };
  if (content === null) return { content: {}, written };
  if (typeof content === 'object' && !Array.isArray(content)) {
    return { content: content as Record<string, unknown>, written };
  }
  throw new RunInfoError('config', `${path} must hold keys and values, such as "archive: data/archive"`);
}

/** Makes the paths of settings absolute; those that the environment gave are already. */
function anchorPaths(settings: SettingsFile, base: string): SettingsFile {
  for (const { keys, pathAfter } of SCHEMA_KEYS) {
    if (pathAfter.length > 0) setKey(settings, keys, anchor(keyOf(settings, keys), pathAfter, base));
  }
  return settings;
}

/** Makes a path absolute, where the value is one; a word before it stays. */
function anchor(value: unknown, pathAfter: readonly string[], base: string): unknown {
  if (typeof value !== 'string') return value;
  const word = pathAfter.find((candidate) => value.startsWith(candidate));
  const path = value.slice(word?.length ?? value.length);
  return path === '' ? value : `${word}${resolve(base, path)}`;
}

function keyOf(content: unknown, [key = '', ...deeper]: readonly string[]): unknown {
  if (typeof content !== 'object' || content === null) return undefined;
  const inner: unknown = Object.entries(content).find(([name]) => name === key)?.[1];
  return deeper.length === 0 ? inner : keyOf(inner, deeper);
}

function setKey(content: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  const [key = '', ...deeper] = keys;
  if (deeper.length === 0) {
    content[key] = value;
    return;
  }
  const inner = content[key];
  const next = typeof inner === 'object' && inner !== null ? { ...inner } : {};
  content[key] = next;
  setKey(next, deeper, value);
}

function invalid(path: string, problems: readonly string[]): RunInfoError {
  return new RunInfoError('config', `invalid configuration in ${path}: ${problems.join('; ')}`);
}
