import type { FileRow } from './rows-file.ts';

/** A run as a test tells it: times as RunInfo has them, values by `PARTITION:NAME`. */
export interface ToldRun {
  readonly run: number;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. @default unknown */
  readonly start?: string | null;
  /** @default unknown */
  readonly stop?: string | null;
  /** EMPTY_FMS. @default nobody is out */
  readonly empty?: string;
  /** What central DAQ says of HCAL. @default In */
  readonly hcal?: string;
  /** Whether it ever reached Running. @default true */
  readonly hasRun?: boolean;
  readonly values?: Readonly<Record<string, string>>;
}

/** The rows of a global run as HCAL and central DAQ publish them, for `makeRowsFile`. */
export function rowsOf({
  run,
  start = null,
  stop = null,
  empty = '[]',
  hcal = 'In',
  hasRun = true,
  values = {},
}: ToldRun): FileRow[] {
  const at = (time: string | null) => (name: string, plain: string) => ({ run, name: `CMS.${name}`, plain, time });
  const say = at(start);
  return [
    ...(start === null ? [] : [say('LVL0:START_TIME_T', start)]),
    say('LVL0:HCAL', hcal),
    say('LVL0:SEQ_NAME', 'GLOBAL-RUN'),
    say('LVL0:RC_STATE', hasRun ? 'Running' : 'Configured'),
    say('HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/GlobalRun'),
    say('HCAL_LEVEL_1:EMPTY_FMS', empty),
    ...Object.entries(values).map(([key, text]) => say(key, text)),
    ...(stop === null ? [] : [at(stop)('LVL0:STOP_TIME_T', stop)]),
  ];
}
