import { listBlocks, runsOfBlock } from '../../archive/documents/run-index.ts';
import { readFormat } from '../../archive/documents/documents.ts';
import { inspectFolder, notAnArchive } from '../../archive/store/folder.ts';
import { Git } from '../../archive/store/git.ts';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { remarkOnFolder } from './folder.ts';
import { look, ok } from './types.ts';
import type { Check } from './types.ts';

/** The archive: whether it can be read and written, and shows what was committed last. */
export const checkArchive: Check = {
  name: 'archive',
  examine: async ({ settings: { archive: folder } }) => {
    const found = inspectFolder(folder);
    if (found === 'other') throw notAnArchive(folder);
    const remarks = remarkOnFolder('archive', folder);
    if (found !== 'repository') return [ok(`${folder} is made by the first tick`), ...remarks];
    const archive = new ArchiveFolder(folder);
    readFormat(archive);
    const newest = runsOfBlock(archive, listBlocks(archive).at(-1) ?? 0).at(-1)?.run;
    const { head, checkedOut } = await new Git(folder).readHeads();
    const isBehind = head?.id !== checkedOut?.id;
    return [
      ok(`${folder} is an archive; its newest run is ${newest ?? 'still to come'}`),
      ...(isBehind ? [look('a tick was interrupted: the next one puts that right')] : []),
      ...remarks,
    ];
  },
};
