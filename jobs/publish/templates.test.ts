import { expect, it } from 'vitest';
import { loadTemplates } from './templates.ts';

it('finds the templates compiled as they stand', async () => {
  expect(Object.keys((await loadTemplates()) ?? {})).toEqual(
    expect.arrayContaining(['layouts/base.njk', 'pages/home.njk', 'partials/matrix.njk']),
  );
});
