import { toPlain } from '../../jobs/notify/forms/plain.ts';
import type { PagePlan } from '../../jobs/publish/plan.ts';
import type { TickResult } from '../../jobs/tick.ts';

/** One line that says what a tick did. `seconds` it took. */
export function printTick(result: TickResult, seconds: number): string {
  const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
  const { placed } = result;
  const parts = [
    count(result.commits.length, 'commit', 'commits'),
    ...(result.commits.length === 1 ? [`"${result.commits[0]?.subject}"`] : []),
    ...(placed === null ? [] : [count(placed.written.length, 'file', 'files') + ' of the site written']),
    count(result.messages.length, 'message', 'messages'),
    ...openRuns(result),
  ];
  return `${parts.join(', ')} (${seconds.toFixed(1)} s)`;
}

/** What a tick would do, for `--dry-run`. */
export function printPlan({ commits, pages, tables, messages }: TickResult): string {
  return [
    ...commits.flatMap(({ subject, body, paths }) => [
      `commit: ${subject}`,
      ...body.map((line) => `    ${line}`),
      ...paths.map((path) => `  writes ${path}`),
    ]),
    ...(pages === null ? [] : [printPages(pages)]),
    ...(tables === null
      ? []
      : [`tables: ${tables.from === null ? 'all parts' : `parts from block ${tables.from} on`}`]),
    ...messages.flatMap(({ id, channel, body }) => [
      `message ${id} to ${channel}`,
      ...toPlain(body)
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

function printPages(plan: PagePlan): string {
  if (plan.full) return `pages: all, ${plan.runs.length} runs and ${plan.parameters.length} parameters`;
  return `pages: ${plan.runs.length} runs, ${plan.parameters.length} parameters, ${plan.api.length} files for /api`;
}

function openRuns({ open }: TickResult): string[] {
  const kinds = Object.values(open).map(({ kind }) => kind);
  const gaps = kinds.filter((kind) => kind === 'gap').length;
  const others = kinds.length - gaps;
  return [...(others > 0 ? [`${others} open`] : []), ...(gaps > 0 ? [`${gaps} to be tried again`] : [])];
}
