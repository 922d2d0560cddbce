import { isFreeForSite, isOwnSite } from '../publish/place.ts';
import { remarkOnFolder } from './folder.ts';
import { look, mend, ok } from './types.ts';
import type { Check } from './types.ts';

/** The site: whether its folder is ours and can be written, and whether messages can link to it. */
export const checkSite: Check = {
  name: 'site',
  examine: async ({ settings: { site, siteUrl } }) => {
    if (!isFreeForSite(site)) {
      return [mend(`${site} holds something else: name another folder, or an empty one, in the settings (site)`)];
    }
    return [
      ok(isOwnSite(site) ? `${site} is a site of this program` : `${site} is made by the first tick`),
      ...(siteUrl === null ? [look('siteUrl is not set: messages carry no links')] : []),
      ...remarkOnFolder('site', site),
    ];
  },
};
