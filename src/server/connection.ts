// One socket: what is written within one turn of the event loop leaves in one write, reading can be
// paused, and the end is reported once. It knows nothing of the protocol.

import type { Socket } from 'node:net';
import { endpoint } from './client-line.ts';
import type { Traffic } from './traffic.ts';

/** Who uses a connection. Not called before the first turn is over, nor after `gone`. */
export interface ConnectionUser {
  bytes(chunk: Uint8Array): void;
  /** The other side will send no more, but may still read. */
  inputEnded(): void;
  /** The network took something that was written: the backlog is smaller. */
  taken(): void;
  gone(): void;
}

export interface Line {
  readonly socket: Socket;
  /** null: no unix socket. */
  readonly unixPath: string | null;
}

export class Connection {
  readonly remote: string;
  readonly local: string;
  /** -1: the platform does not say. */
  readonly fileDescriptor: number;
  readonly #socket: Socket;
  readonly #traffic: Traffic;
  readonly #taken: () => void;
  #out = '';
  #flushDue = false;
  #open = true;

  constructor({ socket, unixPath }: Line, traffic: Traffic, user: ConnectionUser) {
    const unix = unixPath === null ? null : `${unixPath}:0`;
    this.remote = unix ?? endpoint(socket.remoteAddress, socket.remotePort);
    this.local = unix ?? endpoint(socket.localAddress, socket.localPort);
    this.fileDescriptor = fileDescriptorOf(socket);
    this.#socket = socket;
    this.#traffic = traffic;
    this.#taken = () => user.taken();
    socket.on('data', (chunk: Uint8Array) => {
      if (!this.#open) return;
      traffic.inputBytes += chunk.length;
      traffic.reads++;
      user.bytes(chunk);
    });
    socket.on('end', () => user.inputEnded());
    // Whatever went wrong, 'close' follows and says all that matters.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#open = false;
      user.gone();
    });
  }

  /** False once it is ended: nothing that is written any more will arrive. */
  get open(): boolean {
    return this.#open;
  }

  /** Written in this turn, and so not yet handed to the network. */
  get freshBytes(): number {
    return this.#out.length;
  }

  /** Written and not yet taken by the network. */
  get backlogBytes(): number {
    return this.#out.length + this.#socket.writableLength;
  }

  /** Latin1 text. Dropped when the connection is not open. */
  write(text: string): void {
    if (!this.#open) return;
    this.#out += text;
    if (this.#flushDue) return;
    this.#flushDue = true;
    queueMicrotask(() => this.#flush());
  }

  read(wanted: boolean): void {
    if (wanted === !this.#socket.isPaused()) return;
    if (wanted) this.#socket.resume();
    else this.#socket.pause();
  }

  /** Sends what was written, and ends. */
  end(): void {
    if (!this.#open) return;
    this.#flush();
    this.#open = false;
    this.#socket.destroySoon();
  }

  /** Ends without sending what was written. */
  destroy(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  #flush(): void {
    this.#flushDue = false;
    const text = this.#out;
    this.#out = '';
    if (text === '' || !this.#open || !this.#socket.writable) return;
    this.#traffic.outputBytes += text.length;
    this.#traffic.writes++;
    // Not the event 'drain': it stays away when all was taken at once.
    this.#socket.write(text, 'latin1', this.#taken);
  }
}

/** Node has no public way to ask. */
function fileDescriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return -1;
  return typeof handle.fd === 'number' ? handle.fd : -1;
}
