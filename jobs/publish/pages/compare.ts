import { singlePage } from './page.ts';

/** The page that compares any two runs: a frame, which script fills from the files under `/api`. */
export const COMPARE = singlePage(
  'compare',
  'compare/index.html',
  ({ fixed }) => fixed,
  () => ({
    title: 'Compare',
    section: 'compare',
    description: 'The difference of any two runs, and the way between them',
    script: 'compare.js',
  }),
);
