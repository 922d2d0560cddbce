import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { startMariadb } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The MariaDB server that all tests share: its folder and its port. */
    mariadb: { readonly folder: string; readonly port: number };
  }
}

/** Ends the run before anything is tested where there is no MariaDB: nothing is skipped in silence. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  try {
    execFileSync('mariadbd', ['--version']);
  } catch {
    throw new Error('there is no mariadbd here, so that nothing is tested: install mariadb-server (Debian)');
  }
  const { folder, port, remove } = await startMariadb();
  project.provide('mariadb', { folder, port });
  return remove;
}
