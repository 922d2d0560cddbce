import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** Whose connections are being opened just now. */
const opening = new AsyncLocalStorage<SocketGroup>();
let isWatching = false;

/**
 * The sockets of one session, so that a server that fell silent can be left: the driver itself waits for it without end,
 * and its own timers do not reach into login, execute and fetch.
 */
export class SocketGroup {
  private readonly sockets = new Set<Socket>();
  private left: Error | null = null;

  /** Runs what opens a connection; every socket that it opens, whenever, becomes one of the group. */
  async watch<T>(open: () => Promise<T>): Promise<T> {
    if (!isWatching) subscribe('net.client.socket', addSocket);
    isWatching = true;
    return opening.run(this, open);
  }

  /** Ends all of them, and whatever is opened later. Whoever waits for one of them is told so. */
  leave(why: Error): void {
    this.left ??= why;
    for (const socket of this.sockets) end(socket, this.left);
    this.sockets.clear();
  }

  add(socket: Socket): void {
    const { left } = this;
    if (left !== null) process.nextTick(end, socket, left);
    else this.sockets.add(socket);
  }
}

function addSocket(message: unknown): void {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return;
  if (message.socket instanceof Socket) opening.getStore()?.add(message.socket);
}

function end(socket: Socket, why: Error): void {
  socket.on('error', () => undefined);
  socket.destroy(why);
}
