// One connection to a server of any kind, for tests and tools. Replies come back in order; a lost
// connection rejects everything that still waits. It never reconnects: who wants that opens a new
// one.

import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { TlsFiles } from './certificates.ts';
import { encodeCommand, type Reply, ReplyReader } from './resp.ts';

export class ConnectionLost extends Error {}

export interface ConnectionOptions {
  readonly host?: string;
  /** A Unix socket in the place of host and port. */
  readonly path?: string;
  readonly password?: string | undefined;
  /** Whom to trust and what to show; absent: plainly. */
  readonly tls?: TlsFiles | undefined;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly path: string | undefined;
}

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;

export class Connection {
  readonly #socket: Socket;
  readonly #reader = new ReplyReader();
  readonly #waiters: Waiter[] = [];
  #lost: Error | null = null;

  /** Values that no request waits for: messages of subscriptions. */
  onMessage: (message: Reply) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('error', (error: Error) => this.#lose(error.message));
    // Between both it is no longer written to.
    socket.on('end', () => this.#lose('closed by the other side'));
    socket.on('close', () => this.#lose('closed by the other side'));
  }

  /** `password`: of the default user; a server that asks for none refuses it. */
  static async open(port: number, options: ConnectionOptions = {}): Promise<Connection> {
    const { host = '127.0.0.1', path, password, tls } = options;
    const connection = await Connection.#connect({ host, port, path }, tls);
    if (password === undefined) return connection;
    const reply = await connection.call('AUTH', password);
    if (reply === 'OK') return connection;
    connection.close();
    throw new ConnectionLost(`${host}:${port} refused the password`);
  }

  static #connect({ host, port, path }: Endpoint, tls?: TlsFiles): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const to = path === undefined ? { host, port } : { path };
      const options = { ...to, timeout: CONNECT_TIMEOUT_MS };
      const socket =
        tls === undefined
          ? createConnection(options)
          : tlsConnect({ ...options, ...contentOf(tls), checkServerIdentity: () => undefined });
      const fail = (error: Error): void => {
        socket.destroy();
        reject(new ConnectionLost(`${host}:${port}: ${error.message}`));
      };
      socket.once('error', fail);
      socket.once('timeout', () => fail(new Error('timed out')));
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        socket.setTimeout(0);
        socket.off('error', fail);
        resolve(new Connection(socket));
      });
    });
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Error replies are values; only a lost connection rejects. */
  call(...words: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) {
        reject(this.#lost);
        return;
      }
      this.#waiters.push({ resolve, reject });
      this.#socket.write(encodeCommand(words), 'latin1');
    });
  }

  /** Sends without waiting for anything; what comes back goes to `onMessage`. */
  send(...words: readonly string[]): void {
    this.#socket.write(encodeCommand(words), 'latin1');
  }

  /** Sends bytes as they are, well-formed or not. */
  sendRaw(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Reads nothing any more. */
  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#lose('closed by us');
    this.#socket.destroy();
  }

  #received(chunk: Buffer): void {
    this.#reader.push(chunk);
    for (;;) {
      const reply = this.#reader.next();
      if (reply === undefined) return;
      const waiter = this.#waiters.shift();
      if (waiter === undefined) this.onMessage(reply);
      else waiter.resolve(reply);
    }
  }

  #lose(reason: string): void {
    if (this.#lost !== null) return;
    this.#lost = new ConnectionLost(reason);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#lost);
  }
}

function contentOf({ cert, key, ca }: TlsFiles): Readonly<Record<keyof TlsFiles, Buffer>> {
  return { cert: readFileSync(cert), key: readFileSync(key), ca: readFileSync(ca) };
}

/** One command on a connection of its own. */
export async function callOnce(port: number, ...words: readonly string[]): Promise<Reply> {
  const connection = await Connection.open(port);
  try {
    return await connection.call(...words);
  } finally {
    connection.close();
  }
}
