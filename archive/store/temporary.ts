/** Of a long name so much is kept: most file systems end at 255. */
const KEPT = 100;

/**
 * The name under which a file is written beside its place.
 * @param name that of the file
 * @param place tells files apart that are written at the same time: the names of some begin alike
 */
export function temporaryName(name: string, place: number): string {
  return `${beginning(name)}${place}.${process.pid}.tmp`;
}

/**
 * Whether a name is one under which a file was being written.
 * @param of the name of that file; left out: any
 */
export function isTemporary(name: string, of?: string): boolean {
  if (of === undefined) return /^\..*\.\d+\.tmp$/.test(name);
  const begin = beginning(of);
  return name.startsWith(begin) && /^\d+\.\d+\.tmp$/.test(name.slice(begin.length));
}

function beginning(name: string): string {
  return `.${name.slice(0, KEPT)}.`;
}
