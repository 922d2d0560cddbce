import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import type oracledb from 'oracledb';
import type { Connection, ExecuteOptions } from 'oracledb';
import type { OracleAccount, OracleSettings } from '../../../config/secrets.ts';
import type { OracleAddress } from './address.ts';
import { DeadlineExceeded, type Deadline } from '../server/deadline.ts';
import type { ServerStatement, Session } from '../server/pool.ts';
import type { Binds } from '../tables.ts';

/** Where to connect to, and as whom. */
export interface OracleServer extends OracleAddress, Omit<OracleSettings, 'readAccount'> {
  readonly account: OracleAccount;
}

/** What a DBA sees in v$session. */
const MODULE = 'runinfo-differ';
/**
 * The statements beside the SELECTs: a TIME that is kept in the local time zone comes in UTC, not in that of this machine;
 * and whatever came after the last could not write.
 */
const SET_UP = ["ALTER SESSION SET TIME_ZONE = 'UTC'", 'SET TRANSACTION READ ONLY'].map((sql): ServerStatement => ({
  action: 'setting up',
  sql,
  binds: {},
}));
/** Rows fetched in one round trip: more than most runs have. */
const ROWS_AT_ONCE = 500;
/** The largest packet to agree on, in bytes; a server may insist on smaller ones. */
const PACKET_SIZE = 65_535;
/** So long before the time is up the server is asked to stop, in milliseconds. */
const GRACE = 1000;

/** What a server says of a call that was stopped. */
const CANCELLED = 'ORA-01013';

type Driver = typeof oracledb;

/** A connection to the server, logged in and set up for reading. */
export class OracleSession implements Session {
  private readonly connection: Connection;
  private readonly sockets: SocketGroup;
  private readonly options: ExecuteOptions;

  private constructor(connection: Connection, sockets: SocketGroup, driver: Driver) {
    this.connection = connection;
    this.sockets = sockets;
    this.options = {
      prefetchRows: ROWS_AT_ONCE,
      fetchArraySize: ROWS_AT_ONCE,
      // A number of more than 15 digits would not come as it is.
      fetchTypeHandler: ({ dbType, name }) =>
        dbType === driver.DB_TYPE_CLOB || dbType === driver.DB_TYPE_NCLOB || name === 'ID'
          ? { type: driver.STRING }
          : undefined,
    };
  }

  /**
   * Connects, logs in, and begins the one transaction, which reads only.
   * @throws DeadlineExceeded, or what the driver throws
   */
  static async open(server: OracleServer, deadline: Deadline): Promise<OracleSession> {
    const driver = await loadDriver(server);
    const sockets = new SocketGroup();
    const connecting = sockets.watch(async () => driver.getConnection(toOptions(server)));
    try {
      const session = new OracleSession(await deadline.waitFor(connecting), sockets, driver);
      session.connection.module = MODULE;
      // In Thick mode the socket is the libraries': they end a call that takes too long.
      if (server.clientDir !== null) session.connection.callTimeout = server.timeout * 1000;
      for (const statement of SET_UP) await session.query(statement, {}, deadline);
      return session;
    } catch (error) {
      sockets.destroy(toError(error));
      connecting.then(async (late) => late.close()).catch(() => undefined);
      throw error;
    }
  }

  /** The version of the server, as it says. */
  get version(): string {
    return this.connection.oracleServerVersionString;
  }

  async query(statement: ServerStatement, binds: Binds, deadline: Deadline): Promise<unknown[][]> {
    this.connection.action = statement.action;
    let isStopped = false;
    const stop = () => {
      isStopped = true;
      this.connection.break().catch(() => undefined);
    };
    const stopping = setTimeout(stop, deadline.rest - Math.min(GRACE, deadline.rest / 4));
    try {
      const all = { ...statement.binds, ...binds };
      const { rows } = await deadline.waitFor(this.connection.execute<unknown[]>(statement.sql, all, this.options));
      return rows ?? [];
    } catch (error) {
      throw isStopped && toError(error).message.includes(CANCELLED) ? new DeadlineExceeded() : error;
    } finally {
      clearTimeout(stopping);
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  destroy(reason: Error): void {
    this.sockets.destroy(reason);
  }
}

/** Loads the driver; with the Oracle Client libraries where the settings name their folder. */
async function loadDriver({ clientDir, configDir }: OracleServer): Promise<Driver> {
  const { default: driver } = await import('oracledb');
  if (clientDir !== null && driver.thin) {
    driver.initOracleClient({ libDir: clientDir, ...(configDir === null ? {} : { configDir }) });
  }
  return driver;
}

function toOptions({ account, connectString, wallet, configDir, timeout }: OracleServer) {
  const { user, password, walletPassword } = account;
  return {
    user,
    password,
    connectString,
    sdu: PACKET_SIZE,
    connectTimeout: timeout,
    ...(wallet === null ? {} : { walletLocation: wallet }),
    ...(walletPassword === null ? {} : { walletPassword }),
    ...(configDir === null ? {} : { configDir }),
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Whose connections are being opened just now. */
const opening = new AsyncLocalStorage<SocketGroup>();
let isWatching = false;

/**
 * The sockets of one session, so that a server that fell silent can be abandoned: the driver itself waits for it without end,
 * and its own timers do not reach into login, execute and fetch.
 */
class SocketGroup {
  private readonly sockets = new Set<Socket>();
  private reason: Error | null = null;

  /** Runs what opens a connection; every socket that it opens, whenever, becomes one of the group. */
  async watch<T>(open: () => Promise<T>): Promise<T> {
    if (!isWatching) subscribe('net.client.socket', addSocket);
    isWatching = true;
    return opening.run(this, open);
  }

  /** Destroys all of them, and whatever is opened later; whoever waits for one of them gets the reason. */
  destroy(reason: Error): void {
    this.reason ??= reason;
    for (const socket of this.sockets) destroySocket(socket, this.reason);
    this.sockets.clear();
  }

  add(socket: Socket): void {
    const { reason } = this;
    if (reason !== null) process.nextTick(destroySocket, socket, reason);
    else this.sockets.add(socket);
  }
}

function addSocket(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return;
  if (message.socket instanceof Socket) opening.getStore()?.add(message.socket);
}

function destroySocket(socket: Socket, reason: Error): void {
  socket.on('error', () => undefined);
  socket.destroy(reason);
}
