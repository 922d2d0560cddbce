import { renameSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Finding } from '../../jobs/doctor/check.ts';
import { makeMachines, type Machine } from '../support/machines.ts';
import { tagged } from '../support/told-runs.ts';
import { digestFolder } from '../support/workplace.ts';

async function findingsOf(machine: Machine): Promise<string[]> {
  const { findings } = JSON.parse((await machine.call(['doctor', '--json'])).out) as { findings: Finding[] };
  return findings.filter(({ check }) => check === 'remote').map(({ health, says }) => `${health}: ${says}`);
}

it('the doctor tries the remote, says what is wrong with it, and moves nothing there', async () => {
  const all = makeMachines();
  const state = { RUNINFO_SYNC_STATE: 'one' };
  const [collector, publisher] = [all.makeCollector(), all.makePublisher('publisher', state)];
  expect(await findingsOf(publisher)).toEqual([expect.stringMatching(/^error: .* has no archive/)]);
  all.file.add(100, tagged('v0', 'o0'));
  await collector.call(['tick', '--only', 'snapshot']);
  const before = digestFolder(all.remote);
  expect(await findingsOf(collector)).toEqual([
    `ok: ${all.remote} can be fetched from and pushed to`,
    'ok: the branch of the remote cannot be pushed over',
  ]);
  expect(await findingsOf(publisher)).toEqual([
    `ok: ${all.remote} can be fetched from and pushed to`,
    "ok: the collector's last tick ended 0 s ago, and all went well",
  ]);
  all.clock.now += 7_200_000;
  expect(await findingsOf(publisher)).toContainEqual(
    "warning: the collector's last tick ended 2 h 00 min ago: look whether it runs, and can push",
  );
  expect(digestFolder(all.remote)).toEqual(before);

  all.git('config', 'receive.denyNonFastForwards', 'false');
  expect(await findingsOf(collector)).toContainEqual(
    expect.stringMatching(/^warning: whoever may push could rewrite the history: git -C .* protects it$/),
  );
  const identity = ['-c', 'user.name=a', '-c', 'user.email=b'];
  const foreign = all.git(...identity, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'by somebody else');
  all.git('update-ref', 'refs/heads/main', foreign);
  all.file.add(101, tagged('v1', 'o0'));
  await collector.call(['tick', '--only', 'snapshot']);
  expect(await findingsOf(collector)).toEqual([expect.stringMatching(/^error: .* let only one machine collect/)]);
  renameSync(all.remote, `${all.remote}.away`);
  expect(await findingsOf(collector)).toEqual([expect.stringMatching(/^error: cannot fetch from /)]);
});
