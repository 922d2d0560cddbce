const SHAPE = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;

/** Writes times as the pages do, but for the seconds: `2025-07-29 21:37 CEST`, the form that Swedish has. */
export function localTimes(timeZone: string): (time: string | null) => string {
  const format = new Intl.DateTimeFormat('sv', { ...SHAPE, timeZone, timeZoneName: 'short' });
  return (time) => (time === null ? '' : format.format(new Date(time)));
}
