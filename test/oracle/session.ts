import { ending, MESSAGE, parameters, protocolAnswer, status, typesAnswer } from './answers.ts';
import { Cursors, type Answer } from './cursors.ts';
import type { Stage } from './faults.ts';
import { shakeHands } from './handshake.ts';
import { challenge, type Challenge } from './login.ts';
import { OraError } from './oracle-sql.ts';
import { PACKET, type PacketStream } from './packets.ts';
import { readAgain, readExecute, readPiggyback } from './requests.ts';
import type { ServerState } from './server.ts';
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

/** One session: from CONNECT to the end of the connection. */
export class Session {
  private readonly packets: PacketStream;
  private readonly state: ServerState;
  private readonly cursors: Cursors;
  private challenge: Challenge | null = null;
  private user = '';
  private tag = { module: '', action: '' };
  private isKilled = false;

  constructor(packets: PacketStream, state: ServerState) {
    this.packets = packets;
    this.state = state;
    this.cursors = new Cursors(state);
  }

  /** The next call is answered with ORA-00028, which makes the driver end the connection. */
  kill(): void {
    this.isKilled = true;
  }

  /** Serves the client until it goes. */
  async serve(): Promise<void> {
    const handshake = await shakeHands(this.packets, this.state);
    if (handshake === 'silent') await this.fallSilent();
    if (handshake === 'refused') this.drop();
    if (handshake !== 'accepted') return;
    for (let asked = await this.packets.nextMessage(); asked !== null; asked = await this.packets.nextMessage()) {
      if (asked.kind === 'break') await this.endBreak();
      else if (!(await this.give(this.answer(new Reader(asked.bytes))))) return;
    }
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
        return this.cursors.execute(readExecute(reader), this.tag);
      case CALL.again:
      case CALL.againWithRows:
        return this.cursors.execute(readAgain(reader, call === CALL.againWithRows), this.tag);
      case CALL.fetch:
        return this.cursors.fetch(reader);
      case CALL.readLob:
        return say('fetch', this.cursors.readLob(reader));
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
