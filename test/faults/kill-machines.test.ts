import { expect, it } from 'vitest';
import { killMachines, type Keeping } from '../steps/kill-machines.ts';
import { noteRow } from './row.ts';

it.for<Keeping>(['keeps all', 'keeps nothing'])(
  'in 100 ticks of a collector and a publisher that %s, either killed and the remote gone ten times, nothing is lost',
  async (keeping, context) => {
    const tally = await killMachines(keeping, 100, 10, Date.now() % 1_000_000);
    const { seed, repeats: repeated, lost } = tally;
    noteRow(context, { row: 31, cases: tally.ticks, seed, lost: lost.length, repeated }, tally.problems);
    process.stdout.write(`${JSON.stringify(tally)}\n`);
    expect(tally).toMatchObject({ ticks: 100, away: 10, lost: [], mostIdsOfARun: 1, problems: [] });
    expect(new Set(tally.heads).size).toBe(1);
    expect(tally.kills.collector).toBeGreaterThan(10);
    expect(tally.kills.publisher).toBeGreaterThan(10);
    expect(tally.repeats).toBeLessThanOrEqual(tally.kills.publisher + tally.away);
  },
);
