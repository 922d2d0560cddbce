/**
 * The whole environment that git gets beside PATH: this repository and no other, however the folders around it look, and
 * no settings, hooks or attributes of the account or the machine.
 */
export const ISOLATED_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  LC_ALL: 'C',
  // Who only looks writes nothing: `git status` would write its index again.
  GIT_OPTIONAL_LOCKS: '0',
  // What is fetched is on this machine (`Remote`), whatever address the archive's own settings put in its place.
  GIT_ALLOW_PROTOCOL: 'file',
};

/**
 * Settings that are passed to git whenever it is run, since an archive that was cloned brings none. No garbage collection
 * in the middle of a tick. A pack for each tick instead of a dozen loose objects, each of which would have to be synced.
 * Everything is synced that cannot be made again: a pack with its own index, but not the index of the work tree.
 */
const SETTINGS = {
  'gc.auto': '0',
  'core.autocrlf': 'false',
  'core.fsync': 'objects,derived-metadata,reference',
  'fastimport.unpackLimit': '1',
};

/** The same as lines of a file that git reads. */
export const WRITTEN_SETTINGS = Object.entries(SETTINGS)
  .map(([key, value]) => `[${key.replace('.', ']\n\t')} = ${value}\n`)
  .join('');

/** What would run programs that stand in the archive's own `.git`: whoever may put one there has not the ticks' rights. */
const NO_PROGRAMS = { 'core.hooksPath': '/dev/null', 'core.fsmonitor': 'false', 'log.showSignature': 'false' };
/** Both as arguments that stand before the command. */
export const CONFIG_ARGUMENTS = toArguments({ ...SETTINGS, ...NO_PROGRAMS });

/** Settings as arguments of git. */
export function toArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}
