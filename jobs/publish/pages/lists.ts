import { listBlocks, runsOfBlock } from '../../../archive/documents/run-index.ts';
import { parameterLink, runLink, blockFile, blockLink } from '../addresses.ts';
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

/** A block of run numbers and the way to its list. */
export interface BlockLink {
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
  readonly blocks: readonly BlockLink[];
}

/** The newest runs, with the way to all others. */
export function toRunsPage(facts: Facts): RunsPage {
  return {
    ...pageView(facts, 'runs/index.html', 'runs', 'Runs'),
    ...toRows(facts, facts.newestRuns(NEWEST_RUNS)),
    blocks: listBlocks(facts.archive).reverse().map(toBlockLink),
  };
}

/** The list of one block. */
export interface BlockPage extends RunsPage {
  readonly number: number;
  readonly older: BlockLink | null;
  readonly newer: BlockLink | null;
}

/** All runs of a block. */
export function toBlockPage(facts: Facts, block: number): BlockPage {
  const all = listBlocks(facts.archive);
  const place = all.indexOf(block);
  const link = (number: number | undefined) => (number === undefined ? null : toBlockLink(number));
  return {
    ...pageView(facts, blockFile(block), 'runs', `Runs ${block}000 to ${block}999`),
    ...toRows(facts, runsOfBlock(facts.archive, block).toReversed()),
    blocks: [],
    number: block,
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
    partitions: facts.rules.partitions.map((partition) => ({
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
    chips: toChips(facts, facts.rules.partitions),
    zone: facts.settings.zone,
    strips: toStrips(facts, runs),
  };
}

function toBlockLink(number: number): BlockLink {
  return { number, link: blockLink(number) };
}
