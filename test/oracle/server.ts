import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { openDatabase, type Cell, type RunInfoDatabase } from './database.ts';
import { Faults } from './faults.ts';
import type { Verifier } from './login.ts';
import { PacketStream } from './packets.ts';
import { Session } from './session.ts';

/** How a server is set up. */
export interface ServerOptions {
  /** The SQLite file that holds the tables. */
  readonly file: string;
  /** @default any free one */
  readonly port?: number;
  /** @default 'runinfo' */
  readonly service?: string;
  /** @default 'reader' */
  readonly user?: string;
  /** @default another one each time */
  readonly password?: string;
  /** The owner that the tables have to be named with. @default none */
  readonly schema?: string;
  /** @default '12c' */
  readonly verifier?: Verifier;
  /** Demand native network encryption, which the driver cannot do in Thin mode. @default false */
  readonly mustEncrypt?: boolean;
  /** Milliseconds that every packet takes on its way. @default 0 */
  readonly delay?: number;
  /** Key and certificate, as PEM, and what unlocks the key: connections are by TLS then. @default none */
  readonly tls?: { readonly key: string; readonly cert: string; readonly passphrase: string };
  /** The most bytes of a packet. @default 65,535 */
  readonly packetSize?: number;
}

/** A statement that was run, and what the client said of itself then. */
export interface Ran {
  readonly sql: string;
  readonly binds: readonly Cell[];
  readonly module: string;
  readonly action: string;
}

/** What all sessions of a server share: how it is set up, what goes wrong, and what it has counted. */
export interface ServerState {
  readonly service: string;
  readonly user: string;
  readonly password: string;
  readonly verifier: Verifier;
  readonly mustEncrypt: boolean;
  readonly packetSize: number;
  readonly database: RunInfoDatabase;
  readonly faults: Faults;
  /** Every statement that was run, the session set-up included. */
  readonly statements: Ran[];
  connections: number;
  logins: number;
  /** Calls after the login that were answered. */
  roundTrips: number;
  rows: number;
  /** Rows sent with a CLOB that is not NULL, be it as text or as a locator. */
  lobs: number;
  /** How often a client broke off what it had asked for. */
  breaks: number;
}

/** A server that speaks enough of TNS for the real driver to read RunInfo from it. */
export interface OracleServer extends Omit<ServerState, 'database'> {
  readonly port: number;
  /** What RUNINFO_SOURCE is set to. */
  readonly source: string;
  /** How many sessions are there now. */
  readonly sessions: () => number;
  /** Ends all sessions: at once, or with ORA-00028 at their next call. */
  readonly killSessions: (how: 'drop' | 'ora-00028') => void;
  /** Sets what was counted back to nothing. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** Starts a server on this machine. */
export async function startOracleServer(options: ServerOptions): Promise<OracleServer> {
  const { file, port = 0, service = 'runinfo', user = 'reader' } = options;
  const { password = randomBytes(9).toString('base64url') } = options;
  const { schema = null, verifier = '12c', mustEncrypt = false, delay = 0, packetSize = 65_535, tls } = options;
  const database = openDatabase(file, schema);
  const zero = { connections: 0, logins: 0, roundTrips: 0, rows: 0, lobs: 0, breaks: 0 };
  const setUp = { service, user, password, verifier, mustEncrypt, packetSize };
  const state: ServerState = { ...setUp, ...zero, database, faults: new Faults(), statements: [] };
  const alive = new Map<Socket, Session>();
  const serve = (socket: Socket) => {
    state.connections += 1;
    const session = new Session(new PacketStream(socket, delay), state);
    alive.set(socket, session);
    socket.on('close', () => alive.delete(socket));
    session.serve().then(
      () => socket.end(),
      (error: unknown) => {
        socket.destroy();
        process.emitWarning(`the Oracle test server gave up on a session: ${String(error)}`);
      },
    );
  };
  const server = tls === undefined ? createServer({ noDelay: true }, serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return Object.assign(state, {
    port: bound,
    source: `oracle://127.0.0.1:${bound}/${service}`,
    sessions: () => alive.size,
    killSessions: (how: 'drop' | 'ora-00028') => {
      for (const [socket, session] of alive) {
        if (how === 'drop') socket.destroy();
        else session.kill();
      }
    },
    forget: () => {
      Object.assign(state, zero);
      state.statements.length = 0;
    },
    close: async () => {
      for (const socket of alive.keys()) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      database.close();
    },
  });
}
