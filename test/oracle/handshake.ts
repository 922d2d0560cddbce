import type { ServerState } from './server.ts';
import { PACKET, type PacketStream } from './packets.ts';

/** What becomes of a client that has said CONNECT. */
export type Handshake = 'accepted' | 'refused' | 'silent' | 'gone';

/**
 * Answers CONNECT: accepts the client, or refuses it as the listener does.
 * @returns `silent` where a fault orders to say nothing
 */
export async function shakeHands(packets: PacketStream, state: ServerState): Promise<Handshake> {
  const first = await packets.next();
  if (first === null || first.type !== PACKET.connect) return 'gone';
  const [length, offset] = [first.bytes.readUInt16BE(24), first.bytes.readUInt16BE(26)];
  const wanted = first.bytes.readUInt32BE(58);
  const isWhole = offset + length <= first.bytes.length;
  const data = isWhole ? first.bytes.subarray(offset) : ((await packets.next())?.bytes ?? '');
  const trouble = state.faults.strike('connect', '');
  if (trouble?.kind === 'silent') return 'silent';
  if (trouble?.kind === 'slow') await packets.idle(trouble.milliseconds);
  else if (trouble?.kind === 'error') return refuse(packets, trouble.number);
  else if (trouble !== null) return 'refused';
  const service = /\(SERVICE_NAME=([^)]*)\)/i.exec(data.toString())?.[1] ?? '';
  if (service.toLowerCase() !== state.service.toLowerCase()) return refuse(packets, 12_514);
  const size = Math.min(wanted, state.packetSize);
  await packets.send(PACKET.accept, acceptBody(size, state.mustEncrypt));
  packets.isLarge = true;
  packets.size = size;
  return state.mustEncrypt ? demandEncryption(packets) : 'accepted';
}

async function refuse(packets: PacketStream, number: number): Promise<Handshake> {
  const stack = `(ERROR_STACK=(ERROR=(CODE=${number})(EMFI=4)))`;
  const text = Buffer.from(`(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${number})${stack})`);
  const head = Buffer.from([4, 4, 0, 0]);
  head.writeUInt16BE(text.length, 2);
  await packets.send(PACKET.refuse, Buffer.concat([head, text]));
  return 'refused';
}

/** Native network encryption is asked for, which the driver has in Thick mode only: ORA-12660. */
async function demandEncryption(packets: PacketStream): Promise<Handshake> {
  await packets.next();
  const answer = Buffer.alloc(21);
  answer.writeUInt32BE(0xdeadbeef);
  answer.writeUInt16BE(answer.length, 4);
  answer.writeUInt16BE(1, 10);
  answer.writeUInt16BE(2, 13);
  answer.writeUInt32BE(12_660, 17);
  await packets.sendMessage(answer);
  return 'refused';
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
