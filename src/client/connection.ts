// One connection to a server: connects, introduces itself, and gives each command its reply, in
// order and in time. After a subscription it only listens. It never asks again by itself.

import { connect, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { Address } from '../core/address.ts';
import { encodeCommand } from '../resp/encode.ts';
import { ReplyParser } from '../resp/reply-parser.ts';
import type { RespValue } from '../resp/value.ts';
import { type Answer, bad, type Failure, good, serverError } from './failure.ts';

/** How to come in. */
export interface Entry {
  readonly user: string | null;
  readonly password: string | null;
  /** null: without TLS. */
  readonly tls: ConnectionOptions | null;
}

export interface ConnectionSpec {
  readonly address: Address;
  readonly entry: Entry;
  /** The longest silence of the server while something is awaited, and the longest for connecting. */
  readonly patienceMs: number;
}

/** Commands that may wait for their replies. */
export const UNANSWERED_MAX = 20_000;

interface Awaited {
  readonly settle: (answer: Answer<RespValue>) => void;
  readonly patienceMs: number;
}

export class Connection {
  readonly address: Address;
  readonly #socket: Socket;
  readonly #parser = new ReplyParser({ sharesText: true });
  readonly #patienceMs: number;
  readonly #awaited: Awaited[] = [];
  #patience: NodeJS.Timeout | null = null;
  #over: Failure | null = null;
  #outgoing = '';
  #listener: ((value: RespValue) => void) | null = null;
  #whenOver: ((failure: Failure) => void) | null = null;

  private constructor(address: Address, socket: Socket, patienceMs: number) {
    this.address = address;
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#end({ code: 'lost', word: '', text: reasonOf(error) }));
    socket.on('close', () => this.#end(ENDED));
  }

  /** Connects, and says who we are if there is something to say. */
  static async open({ address, entry, patienceMs }: ConnectionSpec): Promise<Answer<Connection>> {
    const dialled = await dial(address, entry.tls, patienceMs);
    if (!dialled.ok) return dialled;
    const connection = new Connection(address, dialled.value, patienceMs);
    const { user, password } = entry;
    if (password === null) return good(connection);
    const words = user === null ? ['AUTH', password] : ['AUTH', user, password];
    const answer = await connection.call(words);
    // A server that asks for no password is content without one; what it does not allow, it says.
    if (answer.ok || answer.failure.code === 'refused') return good(connection);
    connection.close();
    return answer;
  }

  /** The reply, or why there is none; never rejects. */
  call(
    words: readonly string[],
    patienceMs: number = this.#patienceMs,
  ): Promise<Answer<RespValue>> {
    const over = this.#over;
    if (over !== null) return Promise.resolve({ ok: false, failure: over });
    if (this.#awaited.length >= UNANSWERED_MAX) {
      return Promise.resolve(bad('refused', `${UNANSWERED_MAX} commands wait for their replies`));
    }
    if (this.#outgoing === '') setImmediate(() => this.#flush());
    this.#outgoing += encodeCommand(words.map(toBytes));
    return new Promise((settle) => {
      this.#awaited.push({ settle, patienceMs });
      if (this.#awaited.length === 1) this.#waitAnew();
    });
  }

  /** From now on every value goes to `listener`; `whenOver` is told once of the end. A server that
   *  says nothing, not even to a PING, for the time of the patience, is given up. */
  listen(
    words: readonly string[],
    listener: (value: RespValue) => void,
    whenOver: (failure: Failure) => void,
  ): void {
    this.#whenOver = whenOver;
    this.#listener = listener;
    if (this.#over !== null) return this.#tellOver(this.#over);
    this.#outgoing += encodeCommand(words);
    this.#flush();
    this.#keepAsking();
  }

  get isOver(): boolean {
    return this.#over !== null;
  }

  close(): void {
    this.#whenOver = null;
    this.#end(CLOSED);
  }

  #flush(): void {
    const text = this.#outgoing;
    this.#outgoing = '';
    if (this.#over === null && text !== '') this.#socket.write(text, 'latin1');
  }

  #take(chunk: Buffer): void {
    this.#parser.push(chunk);
    for (;;) {
      const parsed = this.#parser.next();
      if (parsed.kind === 'incomplete') break;
      if (parsed.kind === 'broken') {
        const text = `answers what is no reply (${parsed.fault}): is it a Sentinel, and is TLS right?`;
        this.#end({ code: 'garbled', word: '', text });
        return;
      }
      this.#place(parsed.value);
    }
    if (this.#listener === null) this.#waitAnew();
    else this.#keepAsking();
  }

  #place(value: RespValue): void {
    if (this.#listener !== null) {
      if (value.kind === 'error') this.#end(serverError(value.text).failure);
      else this.#listener(value);
      return;
    }
    const answer = value.kind === 'error' ? serverError(value.text) : good(value);
    this.#awaited.shift()?.settle(answer);
  }

  #waitAnew(): void {
    this.#stopWaiting();
    const first = this.#awaited[0];
    if (first === undefined) return;
    this.#patience = setTimeout(() => this.#end(silence(first.patienceMs)), first.patienceMs);
  }

  /** For who listens: asked after a silence, given up after another. */
  #keepAsking(): void {
    this.#stopWaiting();
    if (this.#over !== null) return;
    this.#patience = setTimeout(() => {
      this.#socket.write(encodeCommand(['PING']), 'latin1');
      this.#patience = setTimeout(() => this.#end(silence(this.#patienceMs)), this.#patienceMs);
    }, this.#patienceMs);
  }

  #stopWaiting(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
  }

  #end(failure: Failure): void {
    if (this.#over !== null) return;
    this.#over = failure;
    this.#stopWaiting();
    this.#socket.destroy();
    for (const { settle } of this.#awaited.splice(0)) settle({ ok: false, failure });
    this.#tellOver(failure);
  }

  #tellOver(failure: Failure): void {
    const tell = this.#whenOver;
    this.#whenOver = null;
    if (tell !== null) setImmediate(() => tell(failure));
  }
}

const ENDED: Failure = { code: 'lost', word: '', text: 'the connection ended' };
const CLOSED: Failure = { code: 'lost', word: '', text: 'the connection was closed' };

function silence(ms: number): Failure {
  return { code: 'silent', word: '', text: `no answer within ${ms} ms` };
}

const BEYOND_ASCII = /[^\0-\x7f]/;

function toBytes(word: string): string {
  return BEYOND_ASCII.test(word) ? Buffer.from(word, 'utf8').toString('latin1') : word;
}

async function dial(
  { host, port }: Address,
  tls: ConnectionOptions | null,
  patienceMs: number,
): Promise<Answer<Socket>> {
  // Loaded by those alone who need it: the most of what a short command does is to load.
  const secure = tls === null ? null : await import('node:tls');
  return await new Promise((resolve) => {
    let hasConnected = false;
    const socket = secure?.connect({ ...tls, host, port }) ?? connect({ host, port });
    const ready = tls === null ? 'connect' : 'secureConnect';
    const settle = (answer: Answer<Socket>): void => {
      clearTimeout(patience);
      socket.off('connect', onConnect).off('error', onError).off('close', onClose);
      socket.off(ready, onReady);
      if (!answer.ok) socket.on('error', () => {}).destroy();
      resolve(answer);
    };
    const onConnect = (): void => {
      hasConnected = true;
    };
    const onError = (error: Error): void => {
      if (hasConnected) settle(bad('tls', `TLS fails: ${reasonOf(error)}`));
      else settle(bad('unreachable', reasonOf(error)));
    };
    const onClose = (): void => settle(bad('unreachable', 'the connection was closed'));
    const onReady = (): void => settle(good(socket));
    const patience = setTimeout(() => {
      if (hasConnected) settle(bad('tls', `no TLS handshake within ${patienceMs} ms`));
      else settle(bad('unreachable', `no connection within ${patienceMs} ms`));
    }, patienceMs);
    socket.once('connect', onConnect).once('error', onError).once('close', onClose);
    socket.once(ready, onReady);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  EHOSTUNREACH: 'no route to this host',
  ENETUNREACH: 'no route to this network',
  ENOTFOUND: 'this name is not known',
  EAI_AGAIN: 'the name server does not answer',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: 'no answer',
};

function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? error.message;
}
