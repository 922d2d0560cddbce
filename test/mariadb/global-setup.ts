import type { TestProject } from 'vitest/node';
import { startMariadb } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The MariaDB server that all tests share: its folder and its port. */
    mariadb: { readonly folder: string; readonly port: number };
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, port, remove } = await startMariadb();
  project.provide('mariadb', { folder, port });
  return remove;
}
