import { RunInfoError } from '../../model/errors.ts';
import { toVisible } from '../../model/visible.ts';
import type { Body } from './body.ts';

/** Puts what a message says into words: the name of a template and what it is given. */
export type Wording = (template: string, view: object) => Body;

/**
 * Words from `templates/messages`, which a site may reword. Values are escaped on their way in, so that none can be
 * taken for a part of the template; what is invisible in them is shown. Loads what reads templates, which a tick that has
 * nothing to say does without.
 * @param folder the folder of templates
 * @throws RunInfoError `site` naming a template that fails
 */
export async function loadWording(folder: string): Promise<Wording> {
  const [{ default: nunjucks }, { readBody }] = await Promise.all([import('nunjucks'), import('./body.ts')]);
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(folder), {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  return (template, view) => {
    try {
      return readBody(environment.render(`messages/${template}.njk`, showAll(view) as object));
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new RunInfoError('site', `templates/messages/${template}.njk fails: ${said}`, { cause });
    }
  };
}

/** The same with everything invisible in its texts made visible. */
function showAll(item: unknown): unknown {
  if (typeof item === 'string') return toVisible(item);
  if (Array.isArray(item)) return item.map(showAll);
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, showAll(inner)]));
}
