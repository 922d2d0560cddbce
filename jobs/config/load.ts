import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import { toCanonicalJson, sha256 } from '../../archive/documents/canonical.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Labels } from '../../model/labels.ts';
import type { ArchivedRules, Rules } from '../../model/rules.ts';
import type { Seal } from '../../model/secret-spellings.ts';
import {
  readMysqlAccount,
  readOracleAccount,
  readNamedFile,
  readSecret,
  sealWith,
  type MysqlSettings,
  type OracleSettings,
} from './secrets.ts';
import { findUnknownVariables, readEnvironment, SCHEMA_KEYS } from './environment.ts';
import { describeIssues, wordIssue, readYaml, type YamlText } from './yaml.ts';
import { readPreset, withoutDefaults, readWatchList, type Preset } from './preset.ts';
import { NO_SOURCE, settingsSchema, type SettingsFile } from './schema.ts';
import { MAIN, readAddress, readChannels, webhookVariable, type Channel } from './channels.ts';

/** The file that is read where `--config` names no other. */
export const DEFAULT_CONFIG = 'runinfo.config.yaml';

/** The settings in force: paths absolute, secrets apart and never printed. */
export interface Settings extends Omit<SettingsFile, 'rules' | 'labels'> {
  readonly state: string;
  readonly oracle: OracleSettings;
  readonly mysql: MysqlSettings;
  readonly rules: Rules;
  /** The same as the archive keeps them. */
  readonly archivedRules: ArchivedRules;
  readonly labels: Labels;
  /** Names the interpretation rules: SHA-256 of their canonical JSON in the archive, 16 digits (rule 9). */
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
  const written = readSettingsFile(path, file !== undefined);
  const { content } = written;
  const variables = new Map<string, string>();
  for (const { key, variable, value } of readEnvironment(environment)) {
    variables.set(key.keys.join('.'), variable);
    setKey(content, key.keys, anchor(value, key.pathAfter, folder));
  }
  const { parsed, issues } = parseSettings(content);
  const problems = [...written.repeated, ...describeIssues(issues, written, variables)];
  const settings = anchorPaths(parsed, dirname(path));
  // Partitions are held against the rules that somebody wrote, not against those that stand in their place.
  const areRulesRight = issues.every((issue) => issue.path[0] !== 'rules');
  const preset = fillIn(readPreset(settings.preset), settings);
  const { labels } = preset;
  const listed = areRulesRight ? readWatchList(settings.watchedFile, preset, problems) : preset.rules;
  const spoken = { rules: listed, labels };
  const origin = { environment, folder, problems };
  const channels = readChannels(areRulesRight ? settings.notify.channels : {}, spoken, origin);
  const heartbeat = readAddress(origin, 'RUNINFO_HEARTBEAT');
  const webhooks = [MAIN, ...Object.keys(settings.notify.channels)].map(webhookVariable);
  problems.push(...findUnknownVariables(environment, webhooks));
  const { seal, keyId } = sealWith(readSecret(origin, 'RUNINFO_REDACTION_KEY'));
  const state = settings.state ?? join(dirname(settings.archive), 'state', basename(settings.archive));
  problems.push(...findNested({ archive: settings.archive, state, site: settings.site, notes: settings.notes }));
  if (areRulesRight) problems.push(...findUnknownPartitions(settings.rules, listed));
  problems.push(...checkSync(settings));
  if (problems.length > 0) throw invalid(path, problems);
  const { builtIn, ...patterns } = listed.redact;
  // In the order of canonical JSON, as `areReadAlike` relies on.
  const rules = keyId === undefined ? listed : { ...listed, redact: { builtIn, key: keyId, ...patterns } };
  const archivedRules = withoutDefaults(rules);
  return {
    ...settings,
    state,
    oracle: {
      ...settings.oracle,
      configDir: environment['TNS_ADMIN'] ? resolve(folder, environment['TNS_ADMIN']) : null,
      readAccount: () => readOracleAccount(environment, folder),
    },
    mysql: { ...settings.mysql, readAccount: () => readMysqlAccount(environment, folder) },
    rules,
    archivedRules,
    rulesDigest: sha256(toCanonicalJson(archivedRules)).slice(0, 16),
    labels,
    seal,
    channels,
    heartbeat,
  };
}

/** Gates and aliases, as somebody wrote them, of what is no partition: they would do nothing, without a word. */
function findUnknownPartitions({ gates = {}, aliases = [] }: SettingsFile['rules'], { partitions }: Rules): string[] {
  const named = [
    ...Object.keys(gates).map((name) => ['rules.gates', name] as const),
    ...aliases.map(({ partition }) => ['rules.aliases', partition] as const),
  ];
  return named
    .filter(([, name]) => !partitions.includes(name))
    .map(([key, name]) => `${key}: unknown partition ${name}; the partitions are ${partitions.join(', ')}`);
}

/** What cannot be of `sync`: one machine commits, and what it pulls is what it pushed. */
function checkSync({ source, sync: { push, pull, state } }: SettingsFile): string[] {
  const isPublisher = source === NO_SOURCE;
  return [
    ...(isPublisher && push !== null
      ? [`sync.push: a machine whose source is ${NO_SOURCE} commits nothing to be pushed: leave it out`]
      : []),
    ...(!isPublisher && pull !== null && push !== pull
      ? [
          `sync.pull: a machine that commits follows nobody: set source to ${NO_SOURCE}, or sync.push to the same address, ` +
            'where this machine keeps nothing',
        ]
      : []),
    ...(state !== null && push === null && pull === null ? ['sync.state: set sync.push or sync.pull, too'] : []),
  ];
}

/** Which of the folders are one, or within another: each is filled and emptied by rules of its own. */
function findNested(folders: Readonly<Record<string, string | null>>): string[] {
  const paths = Object.entries(folders).flatMap(([key, path]) =>
    path === null ? [] : [{ key, path: realPath(path) }],
  );
  return paths.flatMap(({ key, path }) =>
    paths
      // People's notes may stand above the other folders: only the files there are read.
      .filter((outer) => outer.key !== key && outer.key !== 'notes' && `${path}/`.startsWith(`${outer.path}/`))
      .map((outer) => `${key}: ${path} is within the folder of ${outer.key}: name one outside of it`),
  );
}

/**
 * Refuses a place for what somebody asks to be written, where the program keeps its own files.
 * @throws RunInfoError `usage`
 */
export function refuseWithin({ archive, state }: Pick<Settings, 'archive' | 'state'>, path: string): void {
  for (const [key, folder] of Object.entries({ archive, state })) {
    if (!`${realPath(path)}/`.startsWith(`${realPath(folder)}/`)) continue;
    throw new RunInfoError('usage', `${path} is within the folder of ${key}: name one outside of it`);
  }
}

/** A path without symbolic links, as far as it exists. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
}

/** A preset with what a settings file says in place of its own. */
function fillIn(preset: Preset, { rules, labels }: Pick<SettingsFile, 'rules' | 'labels'>): Preset {
  const { central, redact } = preset.rules;
  return {
    rules: Object.assign({}, preset.rules, rules, {
      central: Object.assign({}, central, rules.central),
      redact: Object.assign({}, redact, rules.redact),
    }),
    labels: Object.assign({}, preset.labels, labels),
  };
}

/**
 * What a settings file holds.
 * @throws RunInfoError `config` with every problem where it cannot be read, or is not YAML
 */
function readSettingsFile(path: string, isNamed: boolean): YamlText & { content: Record<string, unknown> } {
  const problems: string[] = [];
  const text = isNamed || existsSync(path) ? readNamedFile('--config', path, problems, 'settings file') : null;
  if (problems.length > 0) throw new RunInfoError('config', problems.join('; '));
  const yaml = readYaml(text ?? '');
  const content = yaml.content ?? {};
  if (yaml.broken.length > 0) throw invalid(path, ['it is not valid YAML', ...yaml.broken, ...yaml.repeated]);
  if (typeof content === 'object' && !Array.isArray(content)) {
    return { ...yaml, content: content as Record<string, unknown> };
  }
  throw new RunInfoError('config', `${path} must hold keys and values, such as "archive: data/archive"`);
}

/** Parses settings. Outermost keys that are wrong have their defaults, so that what the others say can be checked, too. */
function parseSettings(content: Record<string, unknown>): {
  parsed: SettingsFile;
  issues: readonly z.core.$ZodIssue[];
} {
  const result = settingsSchema.safeParse(content, { error: wordIssue });
  if (result.success) return { parsed: result.data, issues: [] };
  const { issues } = result.error;
  const isRight = (key: string) =>
    Object.hasOwn(settingsSchema.shape, key) && issues.every(({ path }) => path[0] !== key);
  const right = Object.entries(content).filter(([key]) => isRight(key));
  return { parsed: settingsSchema.parse(Object.fromEntries(right)), issues };
}

/** Makes the paths of settings absolute; those that the environment gave are already. */
function anchorPaths(settings: SettingsFile, base: string): SettingsFile {
  for (const { keys, pathAfter } of SCHEMA_KEYS) {
    if (pathAfter.length > 0) setKey(settings, keys, anchor(keyOf(settings, keys), pathAfter, base));
  }
  return settings;
}

/**
 * Makes a path absolute, where the value of a setting is one; a word before it stays.
 * @param pathAfter as of `SchemaKey`
 */
export function anchor<Value>(value: Value, pathAfter: readonly string[], base: string): Value | string {
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

/** Sets a value below some keys, from the outermost; what stands in the way and has no keys gives way. */
export function setKey(content: Record<string, unknown>, keys: readonly string[], value: unknown): void {
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
