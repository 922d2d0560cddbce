import { listThousands, runsOfThousand } from '../../../archive/documents/documents.ts';
import { parameterLink, runLink, thousandFile, thousandLink } from '../addresses.ts';
import { toChip, toChips } from './chip.ts';
import type { Chip } from './chip.ts';
import type { Facts } from './facts.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import type { RunLink } from './run-partitions.ts';
import { toRunRow } from './run-row.ts';
import type { RunRow } from './run-row.ts';
import { toStrips } from './strip.ts';
import type { Strip } from './strip.ts';
import { toVisible } from '../../../model/visible.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** How many runs `/runs/` shows. */
const NEWEST_RUNS = 100;

/** A thousand of run numbers and the way to its list. */
export interface ThousandLink {
  readonly number: number;
  readonly link: string;
}

/** A list of runs, newest first. */
export interface RunsPage extends PageView {
  readonly rows: readonly RunRow[];
  /** The headings of the partitions' cells. */
  readonly chips: readonly Chip[];
  readonly zone: string;
  /** The runs of the list, drawn for each partition. */
  readonly strips: readonly Strip[];
  readonly thousands: readonly ThousandLink[];
}

/** The newest runs, with the way to all others. */
export function toRunsPage(facts: Facts): RunsPage {
  return {
    ...pageView(facts, 'runs/index.html', 'runs', 'Runs'),
    ...toRows(facts, facts.newestRuns(NEWEST_RUNS)),
    thousands: listThousands(facts.archive).reverse().map(toThousandLink),
  };
}

/** The list of one thousand. */
export interface ThousandPage extends RunsPage {
  readonly number: number;
  readonly older: ThousandLink | null;
  readonly newer: ThousandLink | null;
}

/** All runs of a thousand. */
export function toThousandPage(facts: Facts, thousand: number): ThousandPage {
  const all = listThousands(facts.archive);
  const place = all.indexOf(thousand);
  const link = (number: number | undefined) => (number === undefined ? null : toThousandLink(number));
  return {
    ...pageView(facts, thousandFile(thousand), 'runs', `Runs ${thousand}000 to ${thousand}999`),
    ...toRows(facts, runsOfThousand(facts.archive, thousand).toReversed()),
    thousands: [],
    number: thousand,
    older: link(all[place - 1]),
    newer: link(all[place + 1]),
  };
}

/** A parameter in the list of all of them. */
export interface ParameterRow {
  readonly parameter: string;
  readonly link: string;
  readonly value: ValueView;
  readonly since: RunLink | null;
  readonly changes: number;
}

/** All watched parameters, partition by partition. */
export interface ParametersPage extends PageView {
  readonly partitions: readonly { readonly chip: Chip; readonly rows: readonly ParameterRow[] }[];
}

/** The list of parameters with what each is now. */
export function toParametersPage(facts: Facts): ParametersPage {
  return {
    ...pageView(facts, 'parameters/index.html', 'parameters', 'Parameters'),
    partitions: facts.meaning.partitions.map((partition) => ({
      chip: toChip(facts, partition),
      rows: [...facts.timelinesOf(partition).values()].map(({ parameter, starts }) => {
        const newest = starts.at(-1);
        return {
          parameter: toVisible(parameter),
          link: parameterLink(partition, parameter),
          value: toValueView(facts, newest?.value ?? null),
          since: newest === undefined ? null : { run: newest.from, link: runLink(newest.from) },
          changes: Math.max(0, starts.length - 1),
        };
      }),
    })),
  };
}

function toRows(
  facts: Facts,
  runs: Parameters<typeof toRunRow>[1][],
): Pick<RunsPage, 'rows' | 'chips' | 'zone' | 'strips'> {
  return {
    rows: runs.map((known) => toRunRow(facts, known)),
    chips: toChips(facts, facts.meaning.partitions),
    zone: facts.settings.zone,
    strips: toStrips(facts, runs),
  };
}

function toThousandLink(number: number): ThousandLink {
  return { number, link: thousandLink(number) };
}
