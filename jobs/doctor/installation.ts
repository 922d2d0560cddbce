import { readFormat, readSettings, readSnapshot } from '../../archive/documents/documents.ts';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { newestRun, readLine, runsBefore } from '../../archive/documents/run-index.ts';
import { inspectFolder, notAnArchive, refuseOther, listDifferences } from '../../archive/store/folder.ts';
import { Git } from '../../archive/store/git.ts';
import { listBrokenPacks } from '../../archive/store/git-upkeep.ts';
import { inspectLock } from '../../archive/store/lock.ts';
import { findUnusedPatterns, type Rules } from '../../model/rules.ts';
import { toAge } from '../../model/time.ts';
import { readingsOf } from '../../model/snapshot.ts';
import type { Settings } from '../config/load.ts';
import { isOwnFolder, refuseFolder } from '../own-folder.ts';
import { readState, type State } from '../state.ts';
import { error, ok, openArchive, warning, type Check, type CheckContext, type Remark } from './check.ts';
import { remarkOnFolder, remarkOnPages, remarkOnReaders } from './machine.ts';

/** So far apart clocks may be, in milliseconds. */
const CLOCK_ERROR = 600_000;

/** The archive: whether it can be read and written, and shows what was committed last. */
export const checkArchive: Check = {
  name: 'archive',
  examine: async ({ settings: { archive: folder }, now }) => {
    const kind = inspectFolder(folder);
    if (kind === 'other') throw notAnArchive(folder);
    const remarks = remarkOnFolder('archive', folder);
    if (kind !== 'repository') return remarks.length > 0 ? remarks : [ok(`${folder} is made by the first tick`)];
    const broken = [inspectLock('archive', folder) ?? [], listBrokenPacks(folder)].flat();
    if (broken.length > 0) return broken.map(error);
    const archive = new ArchiveFolder(folder);
    refuseOther(archive);
    readFormat(archive);
    const git = new Git(folder);
    const { head, checkedOut } = git.readHeads();
    const isBehind = head !== null && head.id !== checkedOut?.id;
    return [
      ok(`${folder} is an archive; its newest run is ${newestRun(archive) ?? 'still to come'}`),
      ...remarkOnNewest(archive, now),
      ...(isBehind ? [warning('a tick was interrupted: the next one puts that right')] : []),
      ...(git.isOnBranch()
        ? []
        : [warning(`another branch or commit is checked out: git -C ${folder} switch --force main`)]),
      ...(head === null ? [] : remarkOnOthers(folder, await git.commitsByOthers(head.id))),
      ...(await listDifferences(folder)).map(warning),
      ...remarks,
    ];
  },
};

/** A run that has yet to begin, by the clock here: that is wrong, or the source's times are (rule 11). */
function remarkOnNewest(archive: ArchiveFolder, now: number): Remark[] {
  const run = newestRun(archive);
  const start = run === null ? null : (readLine(archive, run)?.start ?? null);
  if (start === null || Date.parse(start) <= now + CLOCK_ERROR) return [];
  return [
    warning(
      `run ${run} began at ${start}, which is still to come: set the clock of this machine right, or have TIME of the source looked at: where it names no zone, rules.timeZone says which it is in`,
    ),
  ];
}

/** Commits by hand are kept, and no tick undoes them; what they did to the archive's files is to be looked at. */
function remarkOnOthers(folder: string, others: ReadonlySet<string>): Remark[] {
  const [newest = ''] = others;
  const count = others.size === 1 ? 'a commit' : `${others.size} commits`;
  return others.size === 0
    ? []
    : [
        warning(
          `${count} by somebody else: git -C ${folder} show ${newest.slice(0, 12)} tells of the newest; runinfo verify checks what the archive says`,
        ),
      ];
}

/** The watch list: whether every entry fits something, so that a misspelt one is not passed over in silence. */
export const checkWatchList: Check = {
  name: 'watch list',
  examine: async ({ settings }) => {
    const { rules, watchedFile } = settings;
    const archive = openArchive(settings);
    const names = archive === null ? null : newestNames(archive, rules);
    if (names === null || names.size === 0) return [];
    const unused = findUnusedPatterns(rules, names);
    if (unused.length === 0) return [ok('every entry of the watch list fits something in the newest archived run')];
    const subject = unused.length === 1 ? 'an entry' : `${unused.length} entries`;
    return [
      warning(
        `${subject} of the watch list (${watchedFile === null ? 'rules.watched' : 'watchedFile'}) ${unused.length === 1 ? 'fits' : 'fit'} nothing in the newest archived run: ${unused.join(', ')}; check how partition and name are written`,
      ),
    ];
  },
};

/** Secrets: whether a change inside one is seen, and the key is the one that the archive was made with (rule 9). */
export const checkSecrets: Check = {
  name: 'secrets',
  examine: async ({ settings }) => {
    const archive = openArchive(settings);
    const format = archive === null ? null : readFormat(archive);
    const archived = archive === null || format === null ? null : readSettings(archive, format.settings);
    const { key } = settings.rules.redact;
    const isMoved = archived !== null && archived.redact.key !== key;
    return [
      ok(
        key === undefined
          ? 'secrets are stored as [redacted], and a change inside one is not seen: RUNINFO_REDACTION_KEY is not set'
          : 'a change inside a secret is told, as "[redacted] changed"',
      ),
      ...(isMoved
        ? [
            warning(
              `${key === undefined ? 'RUNINFO_REDACTION_KEY is not set here, but was' : 'RUNINFO_REDACTION_KEY is not what it was'} at the last tick: with the next one, secrets before and after are not compared`,
            ),
          ]
        : []),
    ];
  },
};

/** This machine's own memory: whether it can be read and written, and how the last tick ended. */
export const checkState: Check = {
  name: 'state',
  examine: async (context) => {
    const { state: folder } = context.settings;
    const remarks = remarkOnFolder('state', folder);
    const lock = inspectLock('state', folder);
    if (lock !== null) remarks.push(error(lock));
    const state = readState(folder);
    if (state === null) return [remarkOnNone(context.settings), ...remarks];
    const quarantined = Object.entries(state.open).filter(([, { kind }]) => kind === 'quarantined');
    return [
      ok(`${folder} can be read`),
      remarkOnLastTick(state.lastTick, context),
      ...quarantined.map(([run, { why }]) => warning(`run ${run}: ${why}`)),
      ...remarks,
    ];
  },
};

/** The site: whether its folder is ours and can be written, and whether messages can link to it. */
export const checkSite: Check = {
  name: 'site',
  examine: async ({ settings: { site, siteUrl, publish } }) => {
    if (refuseFolder(site, 'site') !== null) {
      return [error(`${site} holds something else: name another folder, or an empty one, in the settings (site)`)];
    }
    return [
      ok(isOwnFolder(site, 'site') ? `${site} is a site of this program` : `${site} is made by the first tick`),
      ...(siteUrl === null ? [warning('siteUrl is not set: messages carry no links')] : []),
      ...remarkOnFolder('site', site),
      ...remarkOnPages(site),
      ...(siteUrl === null ? [] : remarkOnReaders(site, publish.mode)),
    ];
  },
};

/** The names that each partition has in the newest archived run; one that was not in there, in the newest that it was in. */
function newestNames(archive: ArchiveFolder, rules: Rules): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (names.size === rules.partitions.length) break;
    if (line.kind !== 'archived') continue;
    const isNew = (partition: string) => !names.has(partition) && line.partitions[partition]?.inclusion === 'in';
    const partitions = rules.partitions.filter(isNew);
    const snapshot = partitions.length === 0 ? null : readSnapshot(archive, run);
    if (snapshot === null) continue;
    for (const partition of partitions) names.set(partition, [...readingsOf(snapshot, partition).keys()]);
  }
  return names;
}

/** No state: as it should be before the first tick, but not where an archive shows that there were some. */
function remarkOnNone(settings: Settings): Remark {
  const folder = settings.state;
  if (openArchive(settings) === null) return ok(`${folder} is made by the first tick`);
  return warning(
    `${folder} holds no state, though there is an archive: the next tick makes a new one, and everything archived by then counts as announced; if the state lies elsewhere, name it in the settings (state)`,
  );
}

function remarkOnLastTick(last: State['lastTick'], { settings, now }: CheckContext): Remark {
  if (last === null) return warning('no tick has ended yet: run one (runinfo tick), then have cron do it');
  const age = Math.round((now - Date.parse(last.finished)) / 1000);
  const ago = toAge(last.finished, now);
  if (age < -settings.staleAfter)
    return warning(
      `the last tick ended at ${last.finished}, which is still to come: set the clock of this machine right`,
    );
  if (age > settings.staleAfter) return warning(`the last tick ended ${ago}: is the crontab line still there?`);
  return last.ok ? ok(`the last tick ended ${ago}, and all went well`) : warning(`the last tick: ${last.message}`);
}
