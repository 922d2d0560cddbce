import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { holdSameBytes, NewFile } from './new-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'new-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('grows beside its place, and takes it as a whole', () => {
  const path = join(folder, 'deep/a.bin');
  const file = new NewFile(path);
  file.append('µ');
  file.append(Uint8Array.of(0, 255));
  expect(statSync(file.temporary).size).toBe(4);
  expect(readdirSync(join(folder, 'deep'))).not.toContain('a.bin');
  file.place();
  expect([...readFileSync(path)]).toEqual([0xc2, 0xb5, 0, 255]);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['a.bin']);
});

it('dropped, leaves what stood there', () => {
  const path = join(folder, 'b.txt');
  writeFileSync(path, 'old');
  const file = new NewFile(path);
  file.append('new');
  file.drop();
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/));
});

it('files are told apart by size, by any byte, and by being there', () => {
  const big = Buffer.alloc(2_500_000, 'abc');
  const other = Buffer.from(big);
  other[2_400_000] = 0;
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const [one, same, differs] = [put('1', big), put('2', big), put('3', other)];
  expect(holdSameBytes(one, same)).toBe(true);
  expect(holdSameBytes(one, differs)).toBe(false);
  expect(holdSameBytes(one, put('4', 'abc'))).toBe(false);
  expect(holdSameBytes(one, join(folder, 'gone'))).toBe(false);
  expect(holdSameBytes(put('5', ''), put('6', ''))).toBe(true);
});
