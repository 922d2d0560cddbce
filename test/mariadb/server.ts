import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection, type Connection } from 'mysql2/promise';

/** How often a server that starts is asked whether it answers, in milliseconds, and how often at most. */
const [PAUSE, TRIES] = [100, 3000];

/** A real MariaDB server in a folder of its own. */
export interface MariadbServer {
  /** Its folder, by which `connectAsRoot` finds it, too. */
  readonly folder: string;
  readonly port: number;
  /** Kills it, as a power cut does. */
  readonly kill: () => Promise<void>;
  /** Starts it again after that. */
  readonly start: () => Promise<void>;
  /** Kills it and removes its folder. */
  readonly remove: () => Promise<void>;
}

/** Makes an empty server on a free port, and starts it. Debian has the programs in mariadb-server. */
export async function startMariadb(): Promise<MariadbServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mariadb-'));
  const data = join(folder, 'data');
  const user = `--user=${userInfo().username}`;
  const install = [
    '--no-defaults',
    user,
    `--datadir=${data}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ];
  await promisify(execFile)('mariadb-install-db', install);
  const port = await findPort();
  let server: ChildProcess | null = null;
  const start = async () => {
    const options = [
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      `--socket=${socketIn(folder)}`,
      '--max-allowed-packet=1G',
    ];
    const quick = ['--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', '--log-output=TABLE'];
    server = spawn('mariadbd', ['--no-defaults', user, `--datadir=${data}`, ...options, ...quick], { stdio: 'ignore' });
    for (let tries = 1; ; tries += 1) {
      try {
        return await (await connectAsRoot(folder)).end();
      } catch (error) {
        if (tries === TRIES || server.exitCode !== null) throw error;
        await wait(PAUSE);
      }
    }
  };
  const kill = async () => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  await start();
  const remove = async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, port, kill, start, remove };
}

/** Connects to a server with all rights. */
export async function connectAsRoot(folder: string): Promise<Connection> {
  return createConnection({ socketPath: socketIn(folder), user: 'root', charset: 'utf8mb4', supportBigNumbers: true });
}

function socketIn(folder: string): string {
  return join(folder, 'socket');
}

async function findPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('there is no free port');
}
