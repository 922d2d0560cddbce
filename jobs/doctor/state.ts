import { inspectFolder } from '../../archive/store/folder.ts';
import { toAge } from '../../model/time.ts';
import type { Settings } from '../config/load.ts';
import { readState } from '../state.ts';
import { remarkOnFolder } from './folder.ts';
import { look, ok } from './types.ts';
import type { Check, Remark, Surroundings } from './types.ts';

/** This machine's own memory: whether it can be read and written, and how the last tick ended. */
export const checkState: Check = {
  name: 'state',
  examine: async (surroundings) => {
    const { state: folder } = surroundings.settings;
    const remarks = remarkOnFolder('state', folder);
    const state = readState(folder);
    if (state === null) return [remarkOnNone(surroundings.settings), ...remarks];
    return [ok(`${folder} can be read`), remarkOnLastTick(state.lastTick, surroundings), ...remarks];
  },
};

/** No state: as it should be before the first tick, but not where an archive shows that there were some. */
function remarkOnNone({ state: folder, archive }: Settings): Remark {
  return inspectFolder(archive) === 'repository'
    ? look(
        `${folder} holds no state, though there is an archive: the next tick makes it anew, and everything archived by then counts as announced; if the state lies elsewhere, name it in the settings (state)`,
      )
    : ok(`${folder} is made by the first tick`);
}

function remarkOnLastTick(
  last: { readonly finished: string; readonly ok: boolean; readonly message: string } | null,
  { settings, now }: Surroundings,
): Remark {
  if (last === null) return look('no tick has ended yet: run one (runinfo tick), then have cron do it');
  const age = Math.round((now - Date.parse(last.finished)) / 1000);
  const ago = toAge(last.finished, now);
  if (age > settings.staleAfter) return look(`the last tick ended ${ago}: is the crontab line still there?`);
  return last.ok ? ok(`the last tick ended ${ago}, and all went well`) : look(`the last tick: ${last.message}`);
}
