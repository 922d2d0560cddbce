import { onTestFinished } from 'vitest';
import type { OracleSettings } from '../../jobs/config/oracle.ts';
import { startOracleServer } from '../oracle/server.ts';
import type { OracleServer, ServerOptions } from '../oracle/server.ts';

/** A server that ends with the test. */
export async function serveOracle(file: string, options: Omit<ServerOptions, 'file'> = {}): Promise<OracleServer> {
  const server = await startOracleServer({ ...options, file });
  onTestFinished(server.close);
  return server;
}

/** The environment that makes a command read from a server. */
export function oracleEnvironment(server: OracleServer): Record<string, string> {
  return {
    RUNINFO_SOURCE: server.source,
    RUNINFO_ORACLE_USER: server.user,
    RUNINFO_ORACLE_PASSWORD: server.password,
  };
}

/** Settings that make a source read from a server. */
export function oracleSettings(server: OracleServer, more: Partial<OracleSettings> = {}): OracleSettings {
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
