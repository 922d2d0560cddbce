import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readChanges } from '../../archive/documents/documents.ts';
import { loadSettings } from '../../jobs/config/load.ts';
import { composeMany, composeRun, makeComposeOptions } from '../../jobs/notify/compose.ts';
import type { Expectation } from '../../jobs/notify/expected.ts';
import { toMarkdown } from '../../jobs/notify/channels/mattermost.ts';
import { toSlack } from '../../jobs/notify/channels/slack.ts';
import { toPlain } from '../../jobs/notify/channels/terminal.ts';
import { collectPending } from '../../jobs/notify/pending.ts';
import type { ChangeSetStep } from '../../jobs/notify/effects.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { allTexts, checkBlockKit } from '../support/block-kit.ts';
import { seeAsMattermost } from '../support/mattermost.ts';
import { addRun, openTiny, tinySnapshot } from '../support/tiny-archive.ts';

/** A case as its `_runs.yaml` tells it. */
interface Case {
  readonly why: string;
  /** Each run with what is different from the one before; the same number again is a later reading of it. */
  readonly runs: readonly {
    readonly run: number;
    readonly set?: Readonly<Record<string, string | null>>;
    readonly out?: readonly string[];
    /** Readings that are not there, or cannot be read, in this run. */
    readonly missing?: readonly string[];
    readonly unreadable?: readonly string[];
    readonly minutes?: number;
    /** How many days later than usual it began, and all after it. */
    readonly days?: number;
  }[];
  /** How many of the last runs are announced at once; left out: one. */
  readonly announced?: number;
  readonly expected?: readonly Omit<Expectation, 'key'>[];
}

const HERE = join(packageRoot(), 'test/messages');
const names = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** When the first run of a case began; each next one three hours later. */
const BEGIN = Date.UTC(2026, 5, 1, 6, 12);
const HOUR = 3_600_000;
const toTime = (moment: number) => new Date(moment).toISOString().replace('.000', '');

async function render({ runs, announced = 1, expected = [] }: Case) {
  const archive = await openTiny();
  let readings: Record<string, string | null> = {};
  const steps: ChangeSetStep[] = [];
  let begin = BEGIN - 3 * HOUR;
  for (const { run, set = {}, out = [], missing = [], unreadable = [], minutes, days = 0 } of runs) {
    begin += (3 + 24 * days) * HOUR;
    readings = { ...readings, ...set };
    const isThere = (key: string) => !missing.includes(key) && !out.some((name) => key.startsWith(`${name}:`));
    const present = Object.entries(readings).flatMap(([key, text]) =>
      isThere(key) ? [[key, unreadable.includes(key) ? undefined : text] as const] : [],
    );
    const snapshot = tinySnapshot(run, Object.fromEntries(present), out);
    const before = readChanges(archive, run);
    const stop = minutes === undefined ? null : toTime(begin + minutes * 60_000);
    addRun(archive, { ...snapshot, sequence: 'GLOBAL-RUN', start: toTime(begin), stop });
    steps.push({ run, before, after: readChanges(archive, run) });
  }
  const options = {
    ...makeComposeOptions(archive, loadSettings({ file: undefined, environment: {}, folder: '/nowhere' }), BEGIN),
    siteUrl: 'https://hcal.example/runs/',
    zone: 'Europe/Zurich',
    expectations: expected.map((expectation) => ({ ...expectation, key: expectation.reason })),
  };
  const last = [...new Set(steps.map(({ run }) => run))].slice(-announced);
  const isLater = steps.filter(({ run }) => run === last[0]).length > 1;
  const pending = collectPending(isLater ? steps.slice(-1) : steps.filter(({ run }) => last.includes(run)));
  const [first] = pending;
  if (first === undefined) throw new Error('the case announces nothing');
  const message = pending.length === 1 ? composeRun(first, options) : composeMany(pending, false, options)[0];
  if (message === undefined) throw new Error('the case makes no message');
  return message.body;
}

describe.each(names.map(({ name }) => name))('%s', (name) => {
  const folder = join(HERE, name);
  const told = parse(readFileSync(join(folder, '_runs.yaml'), 'utf8')) as Case;

  it('reads as it should in every form', async () => {
    const body = await render(told);
    await expect(`${toPlain(body)}\n`).toMatchFileSnapshot(join(folder, 'plain.txt'));
    await expect(`${toMarkdown(body)}\n`).toMatchFileSnapshot(join(folder, 'mattermost.md'));
    await expect(`${JSON.stringify(toSlack(body), null, 2)}\n`).toMatchFileSnapshot(join(folder, 'slack.json'));
  });

  it('says the same in every form, and Slack would take it', async () => {
    const body = await render(told);
    const slack = toSlack(body);
    expect(checkBlockKit(slack)).toEqual([]);
    const words = (text: string) =>
      text.replaceAll(/\((https?:[^)]*)\)|https?:\S+/g, '').match(/[\p{L}\p{N}]+/gu) ?? [];
    const plain = words(toPlain(body));
    expect(words(allTexts(slack.blocks).join(' '))).toEqual(plain);
    expect(words(seeAsMattermost(toMarkdown(body)).text)).toEqual(plain);
  });
});

it('there are ten typical ones at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
});
