import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { beginPlace } from './support/place-with-settings.ts';
import { tagged } from './support/told-runs.ts';

/** The permissions of everything in a folder, each once. */
function modesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const modes = [folder, ...paths].map((path) => {
    const stat = lstatSync(path);
    return `${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o7777).toString(8)}`;
  });
  return [...new Set(modes)].sort();
}

it('the site can be read by the web server, or as publish.mode says, whatever the umask; archive and state as it says', async () => {
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  const tables = { RUNINFO_PUBLISH_DATA: 'true' };
  const { place, tick } = await beginPlace('', tables, ['tick', '--quiet']);
  expect(modesIn(place.site)).toEqual(['file 644', 'folder 755']);
  expect(modesIn(place.state)).toEqual(['file 600', 'folder 700']);

  place.file.add(101, tagged('v1', 'o0'));
  await tick();
  expect(modesIn(place.site)).toEqual(['file 644', 'folder 755']);

  await tick({ RUNINFO_PUBLISH_MODE: '0640' });
  expect(modesIn(place.site)).toEqual(['file 640', 'folder 750']);

  chmodSync(join(place.site, 'index.html'), 0o600);
  await tick();
  expect(modesIn(place.site)).toEqual(['file 644', 'folder 755']);
  for (const mode of ['0777', '444', '0o644']) {
    expect(await tick({ RUNINFO_PUBLISH_MODE: mode })).toMatchObject({
      code: 2,
      err: expect.stringContaining('RUNINFO_PUBLISH_MODE: not 0644, 0640 or 0600') as string,
    });
  }
});

it.each(['a folder', 'a link to one'])(
  'of a site that is %s the mode is set, but not of what others keep in it',
  async (kind) => {
    const { place, tick } = await beginPlace('', { RUNINFO_PUBLISH_DATA: 'true' }, ['tick', '--quiet']);
    const site = kind === 'a folder' ? place.site : `${place.site}.moved`;
    if (site !== place.site) {
      renameSync(place.site, site);
      symlinkSync(site, place.site);
    }
    const theirs = ['.git/hooks/pre-commit', 'sync.sh', 'runs/sync.sh', 'data/sync.sh', 'private/key'];
    for (const file of theirs.map((name) => join(site, name))) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      chmodSync(file, 0o755);
    }
    chmodSync(join(site, 'private'), 0o711);

    expect(await tick({ RUNINFO_PUBLISH_MODE: '0600' })).toMatchObject({ code: 0, err: '' });
    const modesOf = (paths: readonly string[]) =>
      paths.map((path) => (lstatSync(join(site, path)).mode & 0o7777).toString(8));
    expect(modesOf([...theirs, 'private'])).toEqual(['755', '755', '755', '755', '755', '711']);
    expect(modesOf(['', 'data', 'runs', 'runs/100'])).toEqual(['700', '700', '700', '700']);
    expect(modesOf(['.runinfo-site', 'index.html', 'data/.runinfo-export', 'data/files.txt'])).toEqual([
      '600',
      '600',
      '600',
      '600',
    ]);
  },
);
