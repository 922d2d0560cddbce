/** Where a server is, of `//HOST:PORT/NAME`. */
export interface ServerAddress {
  /** A name or an address; of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Of the service or of the database. */
  readonly name: string;
  /** What errors call it; holds nothing that could be a secret. */
  readonly label: string;
}

/** Reads `//HOST:PORT/NAME`; null: it is none. */
export function parseServerUrl(address: string, defaultPort: number): ServerAddress | null {
  const [, host, digits = String(defaultPort), name] =
    /^\/\/(\[[\da-f:.]+\]|[\w.-]+)(?::(\d+))?\/([\w.$#-]+)$/i.exec(address) ?? [];
  if (host === undefined || name === undefined) return null;
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(digits),
    name,
    label: `${host}:${digits}/${name}`,
  };
}
