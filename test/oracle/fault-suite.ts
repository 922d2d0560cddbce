import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../jobs/package-root.ts';
import { oracleEnvironment, serveOracle } from '../support/oracle.ts';
import { makeWorkplace } from '../support/workplace.ts';
import type { Fault, Stage, Trouble } from './faults.ts';
import { COLLECT, makeGround, strikeEach } from './strike.ts';

const FIND = /GLOBAL_RUNS/;
const READ = /VALUE_INDEX/;
/** Seconds that a question may take where it is to fail; where it is to succeed, the default holds. */
const SHORT = 4;
/** The same where some questions of a tick are to fail and others to succeed, on a machine however busy. */
const ENOUGH = 15;

const error = (number: number, text = 'as ordered'): Trouble => ({ kind: 'error', number, text });
const drop: Trouble = { kind: 'drop' };

/** What holds whatever goes wrong: nothing is archived half, and the next tick makes up for it. */
const SOUND = { isWhole: true, next: 0, isComplete: true };

/**
 * The tests of what becomes of a tick when the Oracle server fails.
 * @param stages where on the way of a client every fault strikes
 * @param most how many of the errors that pass are tried
 */
export function testFaults(stages: readonly Stage[], most: number): void {
  let ground = { file: '', whole: {} };
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-faults-'));
    ground = await makeGround(folder);
    return () => rmSync(folder, { recursive: true });
  });

  const some = (faults: Readonly<Record<string, Fault>>): Readonly<Record<string, Fault>> =>
    Object.fromEntries(Object.entries(faults).slice(-most));
  const atEach = (trouble: Trouble, more: Partial<Fault> = {}): Readonly<Record<string, Fault>> =>
    Object.fromEntries(stages.map((at) => [at, { at, trouble, ...more }]));

  describe('a tick', () => {
    it('ends in time with 75 where the server falls silent, wherever that is', async () => {
      const outcomes = await strikeEach(ground, atEach({ kind: 'silent' }), SHORT);
      for (const [stage, outcome] of Object.entries(outcomes)) {
        const doing = ['define', 'fetch'].includes(stage) ? String.raw`reading run \d+` : 'looking for runs';
        const says = `^runinfo: Oracle at HOST/runinfo did not answer within 4 s .oracle.timeout., ${doing}: try again later$`;
        const expected = { stage, ...SOUND, code: 75, says: expect.stringMatching(says), gaps: [] };
        expect({ stage, ...outcome }).toMatchObject(expected);
      }
    });

    it('ends in time with 75 where the connection drops again and again, and has tried again', async () => {
      const outcomes = await strikeEach(
        ground,
        { ...atEach(drop), half: { at: 'fetch', trouble: { kind: 'half' } } },
        SHORT,
      );
      for (const [stage, outcome] of Object.entries(outcomes)) {
        const says =
          /^runinfo: cannot read from Oracle at HOST\/runinfo \((?:looking for runs|reading run \d+)\): NJS-50\d: .*, tried \d+ times; try again later$/;
        const expected = { stage, ...SOUND, code: 75, says: expect.stringMatching(says), gaps: [] };
        expect({ stage, ...outcome }).toMatchObject(expected);
        expect(outcome.tries).toBeGreaterThan(1);
      }
    });

    it('is done where nothing but the goodbye fails', async () => {
      const troubles: readonly Trouble[] = [{ kind: 'silent' }, drop, { kind: 'half' }];
      const faults = Object.fromEntries(troubles.map((trouble) => [trouble.kind, { at: 'log-off', trouble } as const]));
      for (const outcome of Object.values(await strikeEach(ground, faults))) {
        expect(outcome).toMatchObject({ ...SOUND, code: 0, says: '', gaps: [] });
      }
    });

    it('makes up for a connection that drops once, at the beginning or in the middle of an answer', async () => {
      const dropped = await strikeEach(ground, atEach(drop, { times: 1 }));
      const halved = await strikeEach(ground, atEach({ kind: 'half' }, { times: 1 }));
      for (const outcome of [...Object.values(dropped), ...Object.values(halved)]) {
        expect(outcome).toMatchObject({ ...SOUND, code: 0, says: '', gaps: [] });
      }
    });

    it('tries again what passes by itself', async () => {
      const outcomes = await strikeEach(
        ground,
        some({
          'ORA-12514': { at: 'connect', trouble: error(12_514), times: 2 },
          'ORA-12520': { at: 'connect', trouble: error(12_520), times: 1 },
          'ORA-01033': { at: 'password', trouble: error(1033), times: 1 },
          'ORA-02391': { at: 'password', trouble: error(2391), times: 1 },
          'ORA-03113': { at: 'set-up', trouble: error(3113), times: 1 },
          'ORA-01089': { at: 'execute', trouble: error(1089), times: 1 },
          'ORA-01555': { at: 'execute', trouble: error(1555), times: 1, sql: READ },
          'ORA-08103': { at: 'fetch', trouble: error(8103), times: 2, after: 1 },
        }),
      );
      for (const [number, outcome] of Object.entries(outcomes)) {
        expect({ number, ...outcome }).toMatchObject({ number, ...SOUND, code: 0, says: '', gaps: [] });
        expect(outcome.tries).toBeGreaterThan(1);
      }
    });

    it('ends with 75 where what should pass does not', async () => {
      const outcomes = await strikeEach(
        ground,
        some({
          'NJS-518': { at: 'connect', trouble: error(12_514) },
          'ORA-12520': { at: 'connect', trouble: error(12_520) },
          'ORA-01033': { at: 'password', trouble: error(1033) },
          'ORA-01555': { at: 'execute', trouble: error(1555), sql: FIND },
          'ORA-00600': { at: 'execute', trouble: error(600), sql: FIND },
        }),
        SHORT,
      );
      for (const [number, outcome] of Object.entries(outcomes)) {
        const says = new RegExp(
          `^runinfo: cannot read from Oracle at HOST/runinfo .looking for runs.: .*${number}.*, tried \\d+ times; try again later$`,
        );
        expect({ number, ...outcome }).toMatchObject({ number, ...SOUND, code: 75, says: expect.stringMatching(says) });
      }
    });

    it('says what to do about what does not pass, and asks once only', async () => {
      const outcomes = await strikeEach(ground, {
        'ORA-01017': { at: 'password', trouble: error(1017, 'invalid credential or not authorized; logon denied') },
        'ORA-28000': { at: 'password', trouble: error(28_000, 'The account is locked.') },
        'ORA-28001': { at: 'password', trouble: error(28_001) },
        'ORA-01045': { at: 'password', trouble: error(1045) },
        'ORA-00942': { at: 'execute', trouble: error(942), sql: FIND },
        'ORA-01031': { at: 'execute', trouble: error(1031), sql: FIND },
        'ORA-00904': { at: 'execute', trouble: error(904), sql: READ },
        'ORA-00933': { at: 'execute', trouble: error(933), sql: FIND },
      });
      for (const [number, outcome] of Object.entries(outcomes)) {
        expect({ number, ...outcome }).toMatchObject({
          number,
          ...SOUND,
          code: 2,
          says: expect.stringContaining(number),
          gaps: [],
        });
      }
      const first = Object.values(outcomes).filter(({ says }) => says.includes('looking for runs'));
      expect(first.map(({ tries }) => tries)).toEqual([1, 1, 1, 1, 1, 1, 1]);
      const says = Object.fromEntries(Object.entries(outcomes).map(([number, outcome]) => [number, outcome.says]));
      expect(says).toMatchInlineSnapshot(`
        {
          "ORA-00904": "runinfo: cannot read from Oracle at HOST/runinfo (reading run 391703): ORA-00904: as ordered; the tables are not those of RunInfo; check oracle.schema",
          "ORA-00933": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-00933: as ordered; the server does not take the statement; please report it",
          "ORA-00942": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-00942: as ordered; grant SELECT on RUNSESSION_PARAMETER and RUNSESSION_STRING to the account, or name their owner in oracle.schema",
          "ORA-01017": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-01017: invalid credential or not authorized; logon denied; check RUNINFO_ORACLE_USER and the password; nothing is tried again, so that the account is not locked",
          "ORA-01031": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-01031: as ordered; grant SELECT on RUNSESSION_PARAMETER and RUNSESSION_STRING to the account, or name their owner in oracle.schema",
          "ORA-01045": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-01045: as ordered; ask the DBA to grant CREATE SESSION to the account",
          "ORA-28000": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-28000: The account is locked; ask the DBA to unlock the account",
          "ORA-28001": "runinfo: cannot read from Oracle at HOST/runinfo (looking for runs): ORA-28001: as ordered; ask the DBA for a new password of the account",
        }
      `);
    });

    it('repeats no password, even where the server does', async () => {
      const server = await serveOracle(ground.file);
      const place = makeWorkplace(ground.file);
      const repeats = error(1017, `the password ${server.password} is wrong`);
      server.faults.order({ at: 'password', trouble: repeats });
      const environment = oracleEnvironment(server);
      for (const command of [COLLECT, ['doctor'], ['doctor', '--json'], [...COLLECT, '--json'], ['status', '--json']]) {
        const { out, err } = await place.run(command, environment);
        expect(`${out}${err}`).toMatch(/\[redacted\]\s+is\s+wrong/);
        expect(`${out}${err}`).not.toContain(server.password);
      }
    });

    it('leaves a gap with its reason where a run cannot be read, and reads it the next time', async () => {
      const outcomes = await strikeEach(
        ground,
        {
          'ORA-01555': { at: 'fetch', trouble: error(1555, 'snapshot too old'), after: 1 },
          'ORA-01578': {
            at: 'execute',
            trouble: error(1578, 'ORACLE data block corrupted'),
            sql: READ,
            after: 1,
            times: 1,
          },
          'ORA-22922': { at: 'fetch', trouble: error(22_922, 'nonexistent LOB value') },
          'ORA-00600': { at: 'execute', trouble: error(600, 'internal error code'), sql: READ, after: 2 },
        },
        ENOUGH,
      );
      for (const [number, outcome] of Object.entries(outcomes)) {
        expect({ number, ...outcome }).toMatchObject({ number, ...SOUND, code: 0 });
        expect(outcome.gaps.length).toBeGreaterThan(0);
        for (const why of outcome.gaps)
          expect(why).toMatch(new RegExp(`^run \\d+ could not be read: ${number}: [\\w ]+$`));
      }
    });

    it('bears with a slow server, and asks one that takes too long to stop', async () => {
      const slow = (milliseconds: number): Trouble => ({ kind: 'slow', milliseconds });
      const [inTime, late] = await Promise.all([
        strikeEach(ground, { slow: { at: 'fetch', trouble: slow(100) } }),
        strikeEach(
          ground,
          {
            tooSlow: { at: 'execute', trouble: slow(60_000), sql: FIND },
            tooSlowToConnect: { at: 'connect', trouble: slow(60_000) },
          },
          SHORT,
        ),
      ]);
      expect(inTime).toMatchObject({ slow: { ...SOUND, code: 0, says: '', breaks: 0 } });
      const failed = { ...SOUND, code: 75, says: expect.stringContaining('did not answer within 4 s') };
      expect(late).toMatchObject({ tooSlow: { ...failed, breaks: 1 }, tooSlowToConnect: { ...failed, breaks: 0 } });
    });
  });

  describe('a process', () => {
    it('ends by itself, with nothing left open, wherever the server falls silent', async () => {
      const ended = await Promise.all(
        stages.map(async (at) => {
          const server = await serveOracle(ground.file);
          server.faults.order({ at, trouble: { kind: 'silent' } });
          return [at, await tickAside(ground.file, oracleEnvironment(server)), server.sessions()] as const;
        }),
      );
      expect(ended).toEqual(stages.map((at) => [at, 75, 0]));
    });

    it('ends by itself where the driver would go on trying', async () => {
      const server = await serveOracle(ground.file);
      await server.close();
      const { port, service } = server;
      const address = `(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=${port}))(CONNECT_DATA=(SERVICE_NAME=${service}))`;
      const source = `oracle:(DESCRIPTION=(RETRY_COUNT=20)(RETRY_DELAY=5)${address})`;
      expect(await tickAside(ground.file, { ...oracleEnvironment(server), RUNINFO_SOURCE: source })).toBe(75);
    });
  });
}

/** Runs a tick in a process of its own; gives its exit code, or null where it had to be killed. */
async function tickAside(file: string, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { folder, archive } = makeWorkplace(file);
  const env = { ...process.env, ...environment, RUNINFO_ARCHIVE: archive, RUNINFO_ORACLE_TIMEOUT: '2' };
  const child = spawn(join(packageRoot(), 'runinfo'), [...COLLECT, '--quiet'], {
    cwd: folder,
    env,
    stdio: 'ignore',
    timeout: 200_000,
  });
  return new Promise((resolve) => child.on('close', resolve));
}
