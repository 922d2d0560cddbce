import { singlePage } from './page.ts';

/** What a server shows for an address that is none. It may stand at any depth, so it cannot link relatively. */
export const NOT_FOUND = singlePage(
  'not-found',
  '404.html',
  ({ fixed }) => fixed,
  ({ settings }) => ({
    title: 'Not found',
    section: 'none',
    root: settings.siteUrl ?? '/',
  }),
);
