import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeSet } from '../../model/change.ts';
import type { Reading, Value } from '../../model/reading.ts';
import type { BlockIndex, PartitionLine, Snapshot } from '../../model/run.ts';
import { toText, type TextTables } from './tables.ts';

type Row = Record<string, unknown>;

/**
 * The tables as they have to be, taken from the archive's files in the plainest way there is; of intervals nothing, which
 * `history` answers for.
 */
export function tablesOfArchive(folder: string): Omit<TextTables, 'intervals'> {
  const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const [runs, inclusion, readings, changes]: Row[][] = [[], [], [], []];
  for (const block of readdirSync(join(folder, 'runs'))) {
    const index = json(`runs/${block}/index.json`) as BlockIndex;
    for (const [text, line] of Object.entries(index.runs)) {
      const run = Number(text);
      const snapshot = line.kind === 'archived' ? (json(`runs/${block}/${run}.json`) as Snapshot) : null;
      const lines = line.kind === 'archived' ? Object.entries(line.partitions) : [];
      runs?.push({
        ...line,
        run,
        hcal: snapshot?.hcal,
        settings: snapshot?.settings,
        accepted: 'accepted' in line,
        partitions_in:
          snapshot === null || snapshot.emptyFms === null
            ? null
            : lines.filter(([, one]) => one.inclusion === 'in').length,
        changes: lines.some(([, one]) => isCompared(one)) && 'changes' in line ? line.changes : null,
        readings: snapshot === null ? null : Object.keys(snapshot.readings).length,
      });
      for (const [partition, one] of lines) {
        const counted = isCompared(one) ? one.changes : null;
        inclusion?.push({ ...one, run, partition, changes: counted, base_run: one.base, configuration: one.digest });
      }
      for (const [key, reading] of Object.entries(snapshot?.readings ?? {})) {
        const [partition, parameter] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
        readings?.push({ run, partition, parameter, moment: 'start', ...readingRow(reading) });
        if (reading.end) readings?.push({ run, partition, parameter, moment: 'end', ...readingRow(reading.end) });
      }
      const path = `changes/${block}/${run}.json`;
      if (existsSync(join(folder, path))) changes?.push(...changeRows(json(path) as ChangeSet));
    }
  }
  const values = readdirSync(join(folder, 'values')).flatMap((start) =>
    readdirSync(join(folder, 'values', start)).map((name) => {
      const text = readFileSync(join(folder, 'values', start, name), 'utf8');
      const lines = text.split(/\r\n|\r|\n/).length;
      return { digest: name.replace('.txt', ''), text, lines, length: text.length };
    }),
  );
  const commit = execFileSync('git', ['-C', folder, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();
  const meta = [{ commit_id: commit, ...(json('format.json') as Row) }];
  const rows = { runs, inclusion, readings, changes, values, meta };
  return Object.fromEntries(Object.entries(rows).map(([name, some]) => [name, toText(name, some ?? [])]));
}

function isCompared({ inclusion, base }: PartitionLine): boolean {
  return inclusion === 'in' && base !== null;
}

function readingRow(reading: Reading): Row {
  return { ...reading, status: reading.kind, ...(reading.kind === 'value' ? valueRow(reading.value) : {}) };
}

function valueRow(value: Value | null): Row {
  return typeof value === 'string' || value === null ? { value } : { ...value, value: null, digest: value.ref };
}

function changeRows({ run, partitions, changes }: ChangeSet): Row[] {
  return changes.flatMap((entry) =>
    entry.partitions.map((partition) => {
      const base = partitions.find((one) => one.partition === partition)?.base;
      const [before, after] = [valueRow(entry.before), valueRow(entry.after)];
      return {
        ...entry,
        run,
        partition,
        before: before['value'],
        before_digest: before['digest'],
        after: after['value'],
        after_digest: after['digest'],
        base_run: base,
        before_run: entry.from?.[partition] ?? base,
      };
    }),
  );
}
