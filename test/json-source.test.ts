import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { writeRunFiles } from './support/run-files.ts';
import { digestFolder, makeWorkplace, workplaceIn } from './support/workplace.ts';

it('an archive made from JSON is that made from SQLite, byte for byte and commit for commit', async () => {
  const { file, folder } = inject('sample');
  const sqlite = workplaceIn(folder, file);
  const json = makeWorkplace(file);
  await writeRunFiles(file, join(json.folder, 'runs'));
  const read = await json.run(['tick', '--only', 'snapshot', '--quiet'], { RUNINFO_SOURCE: 'json:runs' });
  expect(read).toEqual({ code: 0, out: '', err: '' });
  expect(digestFolder(json.archive)).toEqual(digestFolder(sqlite.archive));
  expect(await json.git('rev-parse', 'HEAD')).toBe(await sqlite.git('rev-parse', 'HEAD'));
});
