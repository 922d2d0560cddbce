import { singlePage } from './page.ts';

/** The page on which script draws `status.json`. */
export const STATUS = singlePage(
  'status',
  'status/index.html',
  ({ fixed }) => fixed,
  () => ({ title: 'Status', section: 'status' }),
);
