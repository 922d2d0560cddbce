import {
  describe,
  ending,
  lobAnswer,
  MESSAGE,
  NO_MORE_ROWS,
  parameters,
  protocolAnswer,
  rowsAnswer,
  status,
  typesAnswer,
} from './answers.ts';
import type { Result } from './database.ts';
import type { Stage } from './faults.ts';
import { challenge } from './login.ts';
import type { Challenge } from './login.ts';
import { OraError } from './oracle-sql.ts';
import { PACKET } from './packets.ts';
import type { PacketStream } from './packets.ts';
import { readAgain, readExecute, readPiggyback } from './requests.ts';
import type { ExecuteRequest } from './requests.ts';
import type { ServerState } from './server.ts';
import { TYPES } from './values.ts';
import { Reader } from './wire.ts';

/** A call's function, by its number on the wire. */
const CALL = {
  again: 4,
  fetch: 5,
  logOff: 9,
  commit: 14,
  rollback: 15,
  againWithRows: 78,
  execute: 94,
  readLob: 96,
  password: 115,
  login: 118,
  ping: 147,
} as const;

interface Cursor {
  readonly sql: string;
  types: readonly number[];
  result: Result;
  /** How many rows have been sent. */
  at: number;
  /** How each column is fetched; null: not settled yet. */
  fetched: readonly number[] | null;
}

/** An answer, and where on the client's way it is given. */
interface Answer {
  readonly stage: Stage | null;
  readonly sql: string;
  readonly bytes: Buffer;
}

/** One session: from CONNECT to the end of the connection. */
export class Session {
  private readonly packets: PacketStream;
  private readonly state: ServerState;
  private readonly cursors = new Map<number, Cursor>();
  private readonly lobs: string[] = [];
  private challenge: Challenge | null = null;
  private user = '';
  private tag = { module: '', action: '' };
  private isKilled = false;

  constructor(packets: PacketStream, state: ServerState) {
    this.packets = packets;
    this.state = state;
  }

  /** The next call is answered with ORA-00028, and the connection ends. */
  kill(): void {
    this.isKilled = true;
  }

  /** Serves the client until it goes. */
  async serve(): Promise<void> {
    if (!(await this.connect())) return;
    for (let asked = await this.packets.nextMessage(); asked !== null; asked = await this.packets.nextMessage()) {
      if (asked.kind === 'break') await this.endBreak();
      else if (!(await this.give(this.answer(new Reader(asked.bytes))))) return;
    }
  }

  private async connect(): Promise<boolean> {
    const first = await this.packets.next();
    if (first === null || first.type !== PACKET.connect) return false;
    const [length, offset] = [first.bytes.readUInt16BE(24), first.bytes.readUInt16BE(26)];
    const wanted = first.bytes.readUInt32BE(58);
    const data =
      offset + length <= first.bytes.length ? first.bytes.subarray(offset) : ((await this.packets.next())?.bytes ?? '');
    const trouble = this.state.faults.strike('connect', '');
    if (trouble?.kind === 'silent') return this.fallSilent();
    if (trouble?.kind === 'slow') await this.packets.idle(trouble.milliseconds);
    else if (trouble?.kind === 'error') return this.refuse(trouble.number);
    else if (trouble !== null) return this.drop();
    const service = /\(SERVICE_NAME=([^)]*)\)/i.exec(data.toString())?.[1] ?? '';
    if (service.toLowerCase() !== this.state.service.toLowerCase()) return this.refuse(12_514);
    const size = Math.min(wanted, this.state.packetSize);
    await this.packets.send(PACKET.accept, acceptBody(size, this.state.mustEncrypt));
    this.packets.isLarge = true;
    this.packets.size = size;
    return this.state.mustEncrypt ? this.demandEncryption() : true;
  }

  private async refuse(number: number): Promise<false> {
    const text = Buffer.from(
      `(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${number})(ERROR_STACK=(ERROR=(CODE=${number})(EMFI=4))))`,
    );
    const head = Buffer.from([4, 4, 0, 0]);
    head.writeUInt16BE(text.length, 2);
    await this.packets.send(PACKET.refuse, Buffer.concat([head, text]));
    return this.drop();
  }

  /** Native network encryption is asked for, which the driver has in Thick mode only: ORA-12660. */
  private async demandEncryption(): Promise<false> {
    await this.packets.next();
    const answer = Buffer.alloc(21);
    answer.writeUInt32BE(0xdeadbeef);
    answer.writeUInt16BE(answer.length, 4);
    answer.writeUInt16BE(1, 10);
    answer.writeUInt16BE(2, 13);
    answer.writeUInt32BE(12_660, 17);
    await this.packets.sendMessage(answer);
    return this.drop();
  }

  /** Sends an answer, or does with it what a fault orders. Returns whether the session goes on. */
  private async give({ stage, sql, bytes }: Answer): Promise<boolean> {
    const trouble = stage === null ? null : this.state.faults.strike(stage, sql);
    switch (trouble?.kind) {
      case 'silent':
        return this.fallSilent();
      case 'drop':
        return this.drop();
      case 'half':
        await this.packets.sendMessage(bytes.subarray(0, Math.floor(bytes.length / 2)));
        return this.drop();
      case 'error':
        await this.packets.sendMessage(ending(0, 0, new OraError(trouble.number, trouble.text)));
        return true;
      case 'slow':
        await this.packets.idle(trouble.milliseconds);
        if (await this.packets.takesBreak()) {
          await this.endBreak();
          return true;
        }
        break;
      default:
    }
    await this.packets.sendMessage(bytes);
    return stage !== 'log-off';
  }

  /** Says nothing more, and holds the connection until the client gives it up. */
  private async fallSilent(): Promise<false> {
    while ((await this.packets.next()) !== null);
    return false;
  }

  private drop(): false {
    this.packets.drop();
    return false;
  }

  /** The client breaks off what it asked for: both say so twice, then the call ends with ORA-01013. */
  private async endBreak(): Promise<void> {
    this.state.breaks += 1;
    await this.packets.send(PACKET.marker, Buffer.from([1, 0, 1]));
    await this.packets.next();
    await this.packets.send(PACKET.marker, Buffer.from([1, 0, 2]));
    await this.packets.sendMessage(ending(0, 0, new OraError(1013, 'user requested cancel of current operation')));
  }

  private answer(reader: Reader): Answer {
    const say = (stage: Stage | null, bytes: Buffer, sql = ''): Answer => ({ stage, sql, bytes });
    let kind = reader.byte();
    if (kind === MESSAGE.protocol) return say('protocol', protocolAnswer());
    if (kind === MESSAGE.types) return say('types', typesAnswer());
    for (; kind === MESSAGE.piggyback; kind = reader.byte()) this.tag = { ...this.tag, ...readPiggyback(reader) };
    const call = reader.byte();
    reader.byte();
    if (call !== CALL.login && call !== CALL.password) this.state.roundTrips += 1;
    if (this.isKilled) return say(null, ending(0, 0, new OraError(28, 'your session has been killed')));
    switch (call) {
      case CALL.login:
      case CALL.password:
        return this.logIn(call, reader);
      case CALL.execute:
        return this.execute(readExecute(reader));
      case CALL.again:
      case CALL.againWithRows:
        return this.execute(readAgain(reader, call === CALL.againWithRows));
      case CALL.fetch:
        return this.fetch(reader);
      case CALL.readLob:
        return say('fetch', this.readLob(reader));
      case CALL.commit:
      case CALL.rollback:
      case CALL.ping:
        return say(null, status());
      case CALL.logOff:
        return say('log-off', status());
      default:
        throw new Error(`a call of kind ${call} came, which the test server does not know`);
    }
  }

  private logIn(call: number, reader: Reader): Answer {
    reader.pass('b ii b');
    const count = reader.integer();
    reader.pass('bb');
    this.user = reader.value()?.toString() ?? '';
    const given = new Map<string, string>();
    for (let pair = 0; pair < count; pair += 1) {
      given.set(reader.sized().toString(), reader.sized().toString());
      reader.integer();
    }
    if (call === CALL.login) {
      this.challenge = challenge(this.state.password, this.state.verifier);
      return { stage: 'login', sql: '', bytes: parameters(this.challenge.pairs) };
    }
    const proof = this.user.toLowerCase() === this.state.user.toLowerCase() ? this.challenge?.answer(given) : null;
    if (proof === null || proof === undefined) {
      const refused = new OraError(1017, 'invalid credential or not authorized; logon denied');
      return { stage: 'password', sql: '', bytes: ending(0, 0, refused) };
    }
    this.state.logins += 1;
    return { stage: 'password', sql: '', bytes: parameters(welcome(this.state.service, proof)) };
  }

  private execute(request: ExecuteRequest): Answer {
    const known = this.cursors.get(request.cursor);
    const sql = request.sql ?? known?.sql ?? '';
    const stage = request.define !== null ? 'define' : /^set\b/i.test(sql) ? 'set-up' : 'execute';
    try {
      return { stage, sql, bytes: this.run(request, sql, known) };
    } catch (error) {
      if (error instanceof OraError) return { stage, sql, bytes: ending(request.cursor, 0, error) };
      throw error;
    }
  }

  private run(request: ExecuteRequest, sql: string, known: Cursor | undefined): Buffer {
    if (request.define !== null && known !== undefined) {
      known.fetched = request.define;
      return ending(request.cursor, 0, null);
    }
    const types = request.types ?? known?.types ?? [];
    const binds = request.readBinds(types);
    this.state.statements.push({ sql, binds, ...this.tag });
    if (/^set transaction read only$/i.test(sql.trim())) return ending(0, 0, null);
    const result = this.state.database.query(sql, binds);
    const id = known === undefined ? this.cursors.size + 1 : request.cursor;
    const hasLobs = result.columns.some(({ type }) => type === TYPES.clob);
    const fetched = hasLobs ? fetchedAs(result, known) : result.columns.map(({ type }) => type);
    const cursor: Cursor = { sql, types, result, at: 0, fetched };
    this.cursors.set(id, cursor);
    // Types are told from the values, so that those of a second execution may be others than those of the first.
    const description = describe(result.columns);
    if (fetched === null || request.rows === 0) return Buffer.concat([description, ending(id, 0, null)]);
    return Buffer.concat([description, this.takeRows(id, cursor, request.rows)]);
  }

  private fetch(reader: Reader): Answer {
    const [id = 0, count = 0] = reader.integers(2);
    const cursor = this.cursors.get(id);
    if (cursor === undefined) {
      return { stage: 'fetch', sql: '', bytes: ending(id, 0, new OraError(1001, 'invalid cursor')) };
    }
    return { stage: 'fetch', sql: cursor.sql, bytes: this.takeRows(id, cursor, count) };
  }

  private takeRows(id: number, cursor: Cursor, count: number): Buffer {
    const rows = cursor.result.rows.slice(cursor.at, cursor.at + count);
    const types = cursor.fetched ?? [];
    cursor.at += rows.length;
    this.state.rows += rows.length;
    const isOver = cursor.at >= cursor.result.rows.length;
    if (types.some((type) => type === TYPES.clob || type === TYPES.long)) {
      const lobs = cursor.result.columns.flatMap(({ type }, index) => (type === TYPES.clob ? [index] : []));
      this.state.lobs += rows.flatMap((row) => lobs.filter((index) => row[index] !== null)).length;
    }
    const answer = rowsAnswer(rows, types, (text) => this.locate(text));
    return Buffer.concat([answer, ending(id, cursor.at, isOver ? NO_MORE_ROWS : null)]);
  }

  /** A locator that stands for a text: its number among those of the session, behind zeroes that the driver reads as flags. */
  private locate(text: string): Buffer {
    const locator = Buffer.alloc(40);
    locator.writeUInt32BE(this.lobs.push(text) - 1, 30);
    return locator;
  }

  private readLob(reader: Reader): Buffer {
    reader.pass('b i b iii bbb i bb');
    const offset = reader.integer();
    reader.pass('i b');
    reader.take(6);
    const locator = reader.take(40);
    const text = this.lobs[locator.readUInt32BE(30)] ?? '';
    return lobAnswer(text.slice(offset - 1), locator);
  }
}

/** How a query with LOBs is fetched: LOBs as the client has defined them once, all else by its type now; null: not defined yet. */
function fetchedAs({ columns }: Result, known: Cursor | undefined): number[] | null {
  const defined = known?.fetched ?? null;
  if (defined === null) return null;
  return columns.map(({ type }, index) => (type === TYPES.clob ? (defined[index] ?? type) : type));
}

/** The body of ACCEPT: protocol 318, no native services unless the server demands them. */
function acceptBody(size: number, mustEncrypt: boolean): Buffer {
  const body = Buffer.alloc(37);
  const at = (offset: number) => offset - 8;
  body.writeUInt16BE(318, at(8));
  body.writeUInt16BE(Math.min(size, 65_535), at(12));
  body.writeUInt16BE(65_535, at(14));
  body.writeUInt16BE(1, at(16));
  body.fill(mustEncrypt ? 0 : 0x0c, at(22), at(24));
  body.writeUInt32BE(size, at(32));
  body.writeUInt32BE(2_097_152, at(36));
  return body;
}

function welcome(service: string, proof: string): [string, string][] {
  return [
    ['AUTH_SVR_RESPONSE', proof],
    ['AUTH_VERSION_NO', String((19 << 24) | (22 << 16))],
    ['AUTH_SESSION_ID', '1'],
    ['AUTH_SERIAL_NUM', '1'],
    ['AUTH_DBNAME', service],
    ['AUTH_SC_SERVICE_NAME', service],
    ['AUTH_MAX_OPEN_CURSORS', '300'],
  ];
}
