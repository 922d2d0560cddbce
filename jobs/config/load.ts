import { basename, dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { toCanonicalJson } from '../../archive/documents/canonical.ts';
import { sha256 } from '../../archive/documents/digest.ts';
import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Rules } from '../../model/rules.ts';
import { readEnvironment } from './environment.ts';
import { readAccount } from './oracle.ts';
import type { OracleSettings } from './oracle.ts';
import { readOriginalList } from './original-list.ts';
import { settingsSchema } from './schema.ts';
import type { SettingsFileContent } from './schema.ts';
import { readAddress, readChannels } from './channels.ts';
import type { Channel } from './channels.ts';

/** The file that is read where `--config` names no other. */
export const DEFAULT_CONFIG = 'runinfo.config.yaml';

/** The settings in force: paths absolute, secrets apart and never printed. */
export interface Settings extends Omit<
  SettingsFileContent,
  'rules' | 'oracle' | 'state' | 'siteUrl' | 'notes' | 'notesLink' | 'watchedFile'
> {
  readonly state: string;
  readonly siteUrl: string | null;
  readonly notes: string | null;
  readonly notesLink: string | null;
  readonly oracle: OracleSettings;
  readonly rules: Rules;
  /** Names the interpretation rules: SHA-256 of their canonical JSON, 16 digits (rule 9). */
  readonly rulesDigest: string;
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
  const content = readSettingsFile(path, file !== undefined);
  const base = dirname(path);
  anchorPaths(content, base);
  for (const { path: keys, value } of readEnvironment(environment)) {
    setKey(content, keys, PATHS.has(keys.join('.')) ? anchor(keys.join('.'), value, folder) : value);
  }
  const parsed = settingsSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
    throw misfit(path, problems);
  }
  const { rules: written, oracle, state, siteUrl, notes, notesLink, watchedFile, ...rest } = parsed.data;
  const rules = watchedFile === undefined ? written : watchList(watchedFile, written);
  const problems: string[] = [];
  const channels = readChannels(rest.notify.channels, rules, environment, problems);
  const heartbeat = readAddress(environment, 'RUNINFO_HEARTBEAT', problems);
  if (problems.length > 0) throw misfit(path, problems);
  const filled = { ...rest };
  for (const key of ['source', 'archive', 'site', 'expectedFile'] as const)
    filled[key] = String(anchor(key, filled[key], base));
  return {
    ...filled,
    state: state ?? join(dirname(filled.archive), 'state', basename(filled.archive)),
    siteUrl: siteUrl === undefined ? null : siteUrl.replace(/\/?$/, '/'),
    notes: notes ?? null,
    notesLink: notesLink ?? null,
    oracle: {
      schema: oracle.schema ?? '',
      wallet: oracle.wallet ?? null,
      clientDir: oracle.clientDir ?? null,
      configDir: environment['TNS_ADMIN'] ? resolve(folder, environment['TNS_ADMIN']) : null,
      timeout: oracle.timeout,
      readAccount: () => readAccount(environment, folder),
    },
    rules,
    rulesDigest: sha256(toCanonicalJson(rules)).slice(0, 16),
    channels,
    heartbeat,
  };
}

const PATHS = new Set([
  'source',
  'archive',
  'state',
  'site',
  'notes',
  'watchedFile',
  'expectedFile',
  'oracle.wallet',
  'oracle.clientDir',
]);

function watchList(path: string, rules: Rules): Rules {
  const text = readTextFile(path);
  if (text === null) throw new RunInfoError('config', `watchedFile: there is no file ${path}: check the path`);
  return { ...rules, watched: readOriginalList(path, text, rules) };
}

function readSettingsFile(path: string, isNamed: boolean): Record<string, unknown> {
  const text = readTextFile(path);
  if (text === null) {
    if (!isNamed) return {};
    throw new RunInfoError('config', `there is no settings file ${path}: check --config`);
  }
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new RunInfoError('config', `${path} is no valid YAML: ${problem.message.split('\n')[0]}`);
  }
  const content: unknown = document.toJS();
  if (content === null) return {};
  if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>;
  throw new RunInfoError('config', `${path} must hold keys and values, such as "archive: data/archive"`);
}

function anchorPaths(content: Record<string, unknown>, base: string): void {
  for (const key of PATHS) {
    const keys = key.split('.');
    const value = keyOf(content, keys);
    if (value !== undefined) setKey(content, keys, anchor(key, value, base));
  }
}

/** Makes a path absolute; `sqlite:PATH` keeps its word. */
function anchor(key: string, value: unknown, base: string): unknown {
  if (typeof value !== 'string' || value === '') return value;
  if (key !== 'source') return resolve(base, value);
  const path = /^sqlite:(.+)$/.exec(value)?.[1];
  return path === undefined ? value : `sqlite:${resolve(base, path)}`;
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

function misfit(path: string, problems: readonly string[]): RunInfoError {
  return new RunInfoError('config', `the settings in ${path} do not fit: ${problems.join('; ')}`);
}
