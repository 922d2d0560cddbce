/** Ends the run before anything is tested where no server is named: nothing is skipped in silence. */
export function setup(): void {
  if ((process.env['RUNINFO_TEST_ORACLE'] ?? '') !== '') return;
  throw new Error('RUNINFO_TEST_ORACLE names no server: set it to HOST:PORT/SERVICE');
}
