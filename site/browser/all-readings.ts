import { countOf, labels } from '../../model/labels.ts';
import { parseKey } from '../../model/names.ts';
import { drawShortReadings, toShortReadings } from '../../templates/components/short-readings.ts';
import { isText, listOf } from './checks.ts';
import { isSnapshot } from './compare/documents.ts';
import { make, sayTrouble, siteRoot, toNodes } from './dom.ts';
import { requireJson } from './files.ts';
import { offerFilters } from './filter.ts';

const isNames = listOf(isText);

/**
 * Draws all readings of a run that changed nothing in place of a note, once the fold around it is opened: the page does not
 * hold them, as nearly all are those of the run before.
 * @param note says where the run's snapshot is (`data-snapshot`) and the order of partitions
 */
export async function drawWhenOpened(note: HTMLElement): Promise<void> {
  const fold = note.closest('details');
  const draw = async () => {
    try {
      note.replaceWith(...(await drawReadings(note.dataset)));
      if (fold !== null) offerFilters(fold);
    } catch (error) {
      note.after(sayTrouble(error));
    }
  };
  if (fold?.open === true) await draw();
  else fold?.addEventListener('toggle', () => void draw(), { once: true });
}

async function drawReadings({ snapshot = '', partitions = '' }: DOMStringMap): Promise<readonly Node[]> {
  const { readings } = await requireJson(snapshot, isSnapshot);
  const order: unknown = JSON.parse(partitions);
  // Long values are links to their files, which are not loaded to count their lines.
  const context = { rules: { partitions: isNames(order) ? order : [] }, readValue: () => '' };
  const shown = toShortReadings(
    context,
    Object.entries(readings).map(([key, reading]) => ({ ...parseKey(key), reading })),
  );
  return [
    make('div', { class: 'filter', 'data-filter': `readings by name, ${labels().partition} or value` }),
    toNodes(drawShortReadings(shown, siteRoot())),
    ...(shown.left > 0
      ? [
          make(
            'p',
            { class: 'note' },
            `${countOf(shown.left, 'further parameter is', 'further parameters are')} left out here.`,
          ),
        ]
      : []),
  ];
}
