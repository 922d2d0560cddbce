import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The kinds of packets, by their numbers on the wire. */
export const PACKET = { connect: 1, accept: 2, refuse: 4, data: 6, marker: 12 } as const;

const HEADER = 8;
/** A data packet has two bytes of flags before its payload. */
const FLAGS = 2;
const LAST_OF_REQUEST = 0x0800;
const END_OF_FILE = 0x0040;

export interface Packet {
  readonly type: number;
  readonly bytes: Buffer;
}

/** What a client asks: one message out of however many packets, or a break; null: it has gone. */
export type Asked = { readonly kind: 'message'; readonly bytes: Buffer } | { readonly kind: 'break' } | null;

/** One client's connection as packets. Each one takes `delay` milliseconds on its way, there and back. */
export class PacketStream {
  /** The most bytes of a packet; after ACCEPT lengths have four bytes instead of two. */
  size = 8192;
  isLarge = false;
  private readonly socket: Socket;
  private readonly delay: number;
  private readonly arrived: Packet[] = [];
  private rest: Buffer = Buffer.alloc(0);
  private isOver = false;
  private wake: () => void = () => undefined;

  constructor(socket: Socket, delay: number) {
    this.socket = socket;
    this.delay = delay;
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    for (const end of ['end', 'close', 'error']) socket.on(end, () => this.end());
  }

  /** The next packet; null: the client has gone. */
  async next(): Promise<Packet | null> {
    while (this.arrived.length === 0 && !this.isOver) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.arrived.length > 0 && this.delay > 0) await sleep(this.delay);
    return this.arrived.shift() ?? null;
  }

  /** The next message, put together again, or a break. */
  async nextMessage(): Promise<Asked> {
    const parts: Buffer[] = [];
    for (let packet = await this.next(); packet !== null; packet = await this.next()) {
      if (packet.type === PACKET.marker) return { kind: 'break' };
      const flags = packet.bytes.readUInt16BE(HEADER);
      parts.push(packet.bytes.subarray(HEADER + FLAGS));
      if ((flags & END_OF_FILE) !== 0) return null;
      if ((flags & LAST_OF_REQUEST) !== 0) return { kind: 'message', bytes: Buffer.concat(parts) };
    }
    return null;
  }

  /** Waits, unless a packet comes (a break, say) or the client goes before. */
  async idle(milliseconds: number): Promise<void> {
    const until = Date.now() + milliseconds;
    while (this.arrived.length === 0 && !this.isOver && Date.now() < until) await sleep(Math.min(10, milliseconds));
  }

  /** Whether the next packet is a break; takes it off where it is. */
  async takesBreak(): Promise<boolean> {
    if (this.arrived[0]?.type !== PACKET.marker) return false;
    await this.next();
    return true;
  }

  /** Sends a message, in as many data packets as it takes. */
  async sendMessage(message: Buffer): Promise<void> {
    const most = this.size - HEADER - FLAGS;
    for (let at = 0; at < message.length; at += most) {
      await this.send(PACKET.data, Buffer.concat([Buffer.alloc(FLAGS), message.subarray(at, at + most)]));
    }
  }

  /** Sends one packet. */
  async send(type: number, body: Buffer): Promise<void> {
    if (this.delay > 0) await sleep(this.delay);
    const header = Buffer.alloc(HEADER);
    if (this.isLarge) header.writeUInt32BE(HEADER + body.length);
    else header.writeUInt16BE(HEADER + body.length);
    header[4] = type;
    if (!this.isOver) this.socket.write(Buffer.concat([header, body]));
  }

  /** Ends the connection without a word. */
  drop(): void {
    this.socket.destroy();
  }

  private receive(bytes: Buffer): void {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    while (this.rest.length >= HEADER) {
      const length = this.isLarge ? this.rest.readUInt32BE() : this.rest.readUInt16BE();
      if (this.rest.length < length) break;
      this.arrived.push({ type: this.rest.readUInt8(4), bytes: this.rest.subarray(0, length) });
      this.rest = this.rest.subarray(length);
    }
    this.wake();
  }

  private end(): void {
    this.isOver = true;
    this.wake();
  }
}
