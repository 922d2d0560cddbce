import { shortPartition } from '../../../model/labels.ts';
import { toVisible } from '../../../model/visible.ts';
import { make } from '../dom.ts';
import { loadBlocks } from '../search/files.ts';
import { findRuns } from '../search/find-runs.ts';
import { sayFacts } from '../search/runs.ts';

/** How many runs are offered while somebody writes. */
const SUGGESTED = 12;

/** The archived runs that a text finds: the number is taken, the rest tells runs apart. */
export async function suggest(text: string): Promise<HTMLElement[]> {
  const [{ zone }, { runs }] = await Promise.all([loadBlocks(), findRuns(text, SUGGESTED)]);
  return runs
    .filter(({ kind }) => kind === 'archived')
    .map((brief) => {
      const within = brief.partitions.filter(({ inclusion }) => inclusion === 'in');
      const names = within.map(({ partition }) => shortPartition(partition)).join(' ');
      return make('option', { value: brief.run }, [brief.run, sayFacts(brief, zone), toVisible(names)].join(' · '));
    });
}
