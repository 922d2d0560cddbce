import type { Connection } from 'mysql2';
import type { Account } from '../../../config/secrets.ts';
import type { ServerAddress } from '../server/source.ts';
import { DeadlineExceeded, type Deadline } from '../server/deadline.ts';
import type { ServerStatement, Session } from '../server/pool.ts';
import type { Binds } from '../tables.ts';
import { setUpStatement } from './statements.ts';
import { isTimeout } from './troubles.ts';

/** Where to connect to, as whom, and how many seconds an answer may take. */
export interface MysqlServer extends ServerAddress {
  readonly account: Account;
  readonly timeout: number;
}

/** A connection to a MySQL server, logged in and set up for reading. */
export class MysqlSession implements Session {
  private readonly connection: Connection;

  private constructor(connection: Connection) {
    this.connection = connection;
  }

  /** Connects, logs in, and sets the session up. Throws DeadlineExceeded, or what the driver throws. */
  static async open({ host, port, name, account, timeout }: MysqlServer, deadline: Deadline): Promise<MysqlSession> {
    const { createConnection } = await import('mysql2');
    const connection = createConnection({
      host,
      port,
      user: account.user,
      password: account.password,
      database: name,
      connectTimeout: timeout * 1000,
      charset: 'utf8mb4',
      rowsAsArray: true,
      namedPlaceholders: true,
      dateStrings: true,
      // A number of more than 15 digits would not come as it is.
      supportBigNumbers: true,
      // A RUNNUMBER of type DECIMAL is a number; an ID comes as text.
      decimalNumbers: true,
    });
    // Whoever asks hears of it; a session that is idle is not asked.
    connection.on('error', () => undefined);
    const session = new MysqlSession(connection);
    try {
      await deadline.waitFor(connection.promise().connect());
      await session.query(setUpStatement(timeout), {}, deadline);
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  async query({ sql, binds: constant }: ServerStatement, binds: Binds, deadline: Deadline): Promise<unknown[][]> {
    try {
      const [rows] = await deadline.waitFor(this.connection.promise().execute(sql, { ...constant, ...binds }));
      return Array.isArray(rows) ? (rows as unknown[][]) : [];
    } catch (error) {
      throw isTimeout(error) ? new DeadlineExceeded() : error;
    }
  }

  async close(): Promise<void> {
    await this.connection.promise().end();
  }

  destroy(): void {
    this.connection.destroy();
  }
}
