import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NewFile } from '../archive/store/write-file.ts';
import { OwnFolder } from './own-folder.ts';

it('a folder whose marker was cut short while it was written is its own, any other is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'export-folder-'));
  try {
    new NewFile(join(folder, '.runinfo-export')).append('half a');
    expect(readdirSync(folder)).toHaveLength(1);
    await new OwnFolder(folder, 'export').make('runs.csv', (made) => made.append('run\r\n'));
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['.runinfo-export', 'runs.csv']));
    rmSync(join(folder, '.runinfo-export'));
    writeFileSync(join(folder, '.thesis.0.4711.tmp'), 'mine');
    expect(() => new OwnFolder(folder, 'export')).toThrow('holds something that this program did not make');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
