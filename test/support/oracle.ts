import { onTestFinished } from 'vitest';
import type { OracleSettings } from '../../jobs/config/secrets.ts';
import { fillRealServer, REAL_SERVER, type OracleAccess } from '../oracle/real-server.ts';
import { startOracleServer, type OracleServer, type ServerOptions } from '../oracle/server.ts';

/** An account that reads the tables of an SQLite file: in the real server that the environment names, else in a stand-in. */
export async function provideOracle(file: string): Promise<OracleAccess> {
  return REAL_SERVER === '' ? serveOracle(file) : fillRealServer(file);
}

/** A stand-in that ends with the test. */
export async function serveOracle(file: string, options: Omit<ServerOptions, 'file'> = {}): Promise<OracleServer> {
  const server = await startOracleServer({ ...options, file });
  onTestFinished(server.close);
  return server;
}

/** The environment that makes a command read from a server. */
export function oracleEnvironment(server: OracleAccess): Record<string, string> {
  return {
    RUNINFO_SOURCE: server.source,
    RUNINFO_ORACLE_USER: server.user,
    RUNINFO_ORACLE_PASSWORD: server.password,
  };
}

/** Settings that make a source read from a server. */
export function oracleSettings(server: OracleAccess, more: Partial<OracleSettings> = {}): OracleSettings {
  const account = { user: server.user, password: server.password, walletPassword: null };
  return {
    schema: '',
    wallet: null,
    clientDir: null,
    configDir: null,
    timeout: 300,
    readAccount: () => account,
    ...more,
  };
}
