import type { ArchiveReader } from '../../archive/documents/reader.ts';

/** The folders of the archive that the site serves byte for byte under `/api` (DESIGN section 9). */
const FOLDERS = ['settings', 'values', 'runs', 'changes', 'parameters'] as const;

/** Whether a path of the archive is served under `/api`. */
export function isApiPath(path: string): boolean {
  return path === 'format.json' || FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Every archive file that the site serves, leaves before the files that name them. */
export function everyApiPath(archive: ArchiveReader): string[] {
  return [...FOLDERS.flatMap((folder) => filesBelow(archive, folder)), 'format.json'].filter((path) =>
    /\.(?:json|txt)$/.test(path),
  );
}

function filesBelow(archive: ArchiveReader, folder: string): string[] {
  return archive.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return /\.(?:json|txt)$/.test(name) ? [path] : filesBelow(archive, path);
  });
}
