/** What a deploy step is told of what moved: whoever copies just that has the whole site. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../jobs/package-root.ts';
import { makePlace } from '../original/place.ts';
import { runProgram } from '../support/programs.ts';
import { tagged } from '../support/told-runs.ts';
import { digestSite } from '../support/workplace.ts';

it('a copy of what moved is the site, after failures and publishes that were cut short, too', async (context) => {
  runProgram(context, 'rsync', ['--version']);
  const place = makePlace();
  const [copy, log, broken] = ['copy', 'log', 'broken'].map((name) => join(place.folder, name)) as [
    string,
    string,
    string,
  ];
  const script = join(packageRoot(), 'deploy/rsync-site.sh');
  const deploy = `echo "\${RUNINFO_MOVED:+what moved}" >> ${log}; test ! -e ${broken} && exec ${script} ${copy}/`;
  const set = (data: boolean) =>
    writeFileSync(
      join(place.folder, 'runinfo.config.yaml'),
      JSON.stringify({ publish: { data, after: ['sh', '-c', deploy] } }),
    );
  const tick = async () => (await place.run(['tick', '--quiet'])).code;
  const isWhole = () => expect(digestSite(copy)).toEqual(digestSite(place.site));
  const tablesIn = (site: string) => Object.keys(digestSite(site)).filter((file) => file.startsWith('data/'));
  const logged = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);

  set(true);
  place.file.add(100, tagged('v0', 'o0'));
  expect(await tick()).toBe(0);
  isWhole();
  place.file.add(101, tagged('v1', 'o0'));
  expect(await tick()).toBe(0);
  isWhole();
  expect(tablesIn(copy)).not.toEqual([]);
  set(false);
  expect(await tick()).toBe(0);
  isWhole();
  expect(tablesIn(copy)).toEqual([]);
  expect(logged()).toEqual(['', 'what moved', 'what moved']);

  writeFileSync(broken, '');
  place.file.add(102, tagged('v2', 'o0'));
  expect(await tick()).toBe(1);
  rmSync(broken);
  expect(await tick()).toBe(0);
  isWhole();
  expect(logged().slice(3)).toEqual(['what moved', '']);

  const inTheWay = join(place.site, 'runs/104/index.html');
  mkdirSync(inTheWay, { recursive: true });
  place.file.add(103, tagged('v3', 'o0'));
  place.file.add(104, tagged('v4', 'o0'));
  expect(await tick()).toBe(1);
  expect(existsSync(join(place.site, 'runs/103/index.html'))).toBe(true);
  rmSync(inTheWay, { recursive: true });
  expect(await tick()).toBe(0);
  isWhole();
  expect(await tick()).toBe(0);
  expect(logged().slice(5)).toEqual(['']);
});
