import { expect, it, onTestFinished } from 'vitest';
import { openOracleSource } from '../../../jobs/snapshot/sources/oracle/source.ts';
import { oracleSettings } from '../../support/oracle.ts';
import { makeRowsFile } from '../../support/rows-file.ts';
import { global, interpret, running } from '../../support/sources.ts';
import { RULES } from '../../support/tiny-archive.ts';
import { fillRealServer } from '../real-server.ts';

const AT = '2026-07-02 10:00:00';
const STOP = '2026-07-02 11:00:00';

it.each(['date', 'timestamp', 'timestamp(9)', 'timestamp with time zone', 'timestamp with local time zone'])(
  'a TIME of the type %s comes in UTC',
  async (type) => {
    const file = makeRowsFile([
      global(7, { time: `${AT}+00:00` }),
      running(7, { time: `${AT}+00:00` }),
      { run: 7, name: 'CMS.LVL0:STOP_TIME_T', time: `${STOP}+00:00` },
    ]);
    const server = await fillRealServer(file, type);
    const options = { rules: RULES, recent: 0, oracle: oracleSettings(server) };
    const source = openOracleSource(server.source.slice('oracle:'.length), options);
    onTestFinished(async () => source.close());
    const [at, stop] = [AT, STOP].map((time) => `${time.replace(' ', 'T')}Z`);
    expect(await source.findRuns(1)).toMatchObject([{ runningAt: at, stoppedAt: stop, newestAt: stop }]);
    expect(await interpret(source, 7)).toMatchObject({ snapshot: { start: at, stop } });
  },
);
