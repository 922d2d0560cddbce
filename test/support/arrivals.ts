/** What a Slack webhook was told of single runs, in order: a message each. */
export class Arrivals {
  private readonly list: { readonly run: number; readonly id: string }[] = [];

  /** Takes a message in; gives the run that it is about. @param body as it was posted */
  take(body: string): number {
    const { text } = JSON.parse(body) as { text: string };
    const [, run = '', id = ''] = /^\*Run (\d+):[^]*\[([^\]]+)\]$/.exec(text) ?? [];
    this.list.push({ run: Number(run), id });
    return Number(run);
  }

  /** Holds what arrived against so many runs from a first one, each of which had to be told of. */
  count(first: number, runs: number) {
    const idsOf = new Map<number, Set<string>>();
    for (const { run, id } of this.list) idsOf.set(run, (idsOf.get(run) ?? new Set()).add(id));
    const wanted = Array.from({ length: runs }, (_, index) => first + index);
    return {
      lost: wanted.filter((run) => !idsOf.has(run)),
      repeats: this.list.length - idsOf.size,
      mostIdsOfARun: Math.max(...[...idsOf.values()].map((ids) => ids.size)),
      isInOrder: this.list.every(({ run }, index) => run >= (this.list[index - 1]?.run ?? 0)),
    };
  }
}
