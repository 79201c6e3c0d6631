// Plays one case of a script to one server and writes down every reply. Behind each write it sends
// a command that no server knows; its answer shows that all before it was answered, in every state
// that a connection can have.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Case, Exchange, Send } from './script.ts';
import type { Identity } from './shape.ts';
import { isScalar, type Wire, WireReader } from './wire.ts';

/** A server to play to. */
export interface Target {
  readonly port: number;
  /** What `$name` stands for in a script. */
  readonly variables: ReadonlyMap<string, string>;
  readonly identity: Identity;
  settled(): Promise<void>;
}

/** What came back for one exchange. */
export interface Answer {
  readonly exchange: Exchange;
  readonly replies: readonly Wire[];
}

const MARKER = '\r\nmarker\r\n';
const MARKER_ANSWER = "ERR unknown command 'marker'";
/** Nothing that a script asks takes longer. */
const ANSWER_WITHIN_MS = 2_000;
const CLOSED: Wire = { type: '+', text: '(the connection is closed)' };
const SILENT: Wire = { type: '+', text: `(no answer within ${ANSWER_WITHIN_MS} ms)` };

/** The answers to the exchanges of a case, in order. */
export async function playCase(
  target: Target,
  { login, steps }: Case,
  protocol: 2 | 3,
): Promise<readonly Answer[]> {
  const talk = new Talk(target, protocol, login);
  const answers: Answer[] = [];
  try {
    for (const step of steps) {
      if (step.kind === 'settle') await target.settled();
      else answers.push({ exchange: step, replies: await talk.exchange(step) });
    }
  } finally {
    talk.close();
  }
  return answers;
}

/** The connections of one case. */
class Talk {
  readonly #target: Target;
  readonly #protocol: 2 | 3;
  readonly #login: readonly string[] | null;
  readonly #lines = new Map<string, Line>();
  readonly #variables: Map<string, string>;

  constructor(target: Target, protocol: 2 | 3, login: readonly string[] | null) {
    this.#target = target;
    this.#protocol = protocol;
    this.#login = login;
    this.#variables = new Map(target.variables);
  }

  async exchange({ connection, sends, text }: Exchange): Promise<readonly Wire[]> {
    for (const [, name = ''] of text.matchAll(/\$([a-z])\./g)) await this.#line(name);
    const line = await this.#line(connection);
    return await line.exchange(sends.map((send) => this.#bytes(send)).join(''));
  }

  close(): void {
    for (const line of this.#lines.values()) line.close();
  }

  async #line(name: string): Promise<Line> {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    const line = await Line.open(this.#target.port);
    this.#lines.set(name, line);
    if (this.#login !== null) await line.exchange(encode(this.#login));
    if (this.#protocol === 3) await line.exchange(encode(['HELLO', '3']));
    const [id] = await line.exchange(encode(['CLIENT', 'ID']));
    if (id !== undefined && isScalar(id)) this.#variables.set(`${name}.id`, id.text);
    this.#variables.set(`${name}.addr`, `127.0.0.1:${line.port}`);
    this.#variables.set(`${name}.laddr`, `127.0.0.1:${this.#target.port}`);
    return line;
  }

  #bytes(send: Send): string {
    if (send.kind === 'raw') return this.#filled(send.bytes);
    return encode(send.words.map((word) => this.#filled(word)));
  }

  #filled(text: string): string {
    return text.replaceAll(/\$([a-z0-9]+(?:\.[a-z]+)?)/g, (whole, name: string) => {
      return this.#variables.get(name) ?? whole;
    });
  }
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** One connection. */
class Line {
  readonly #socket: Socket;
  readonly #reader = new WireReader();
  /** Messages of subscriptions that came in between count to the next exchange. */
  readonly #replies: Wire[] = [];
  #closed = false;
  #answered: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#received(text));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#answered();
    });
  }

  static async open(port: number): Promise<Line> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Line(socket);
  }

  get port(): number {
    return this.#socket.localPort ?? 0;
  }

  async exchange(bytes: string): Promise<readonly Wire[]> {
    if (this.#closed) return [CLOSED];
    const answered = new Promise<boolean>((resolve) => {
      this.#answered = () => resolve(true);
    });
    this.#socket.write(bytes + MARKER, 'latin1');
    const late = new AbortController();
    const inTime = await Promise.race([
      answered,
      pause(ANSWER_WITHIN_MS, false, { signal: late.signal }),
    ]);
    late.abort();
    const replies = this.#replies.splice(0);
    if (!inTime) return [...replies, SILENT];
    return this.#closed ? [...replies, CLOSED] : replies;
  }

  close(): void {
    this.#socket.destroy();
  }

  #received(text: string): void {
    this.#reader.push(text);
    for (let reply = this.#reader.next(); reply !== undefined; reply = this.#reader.next()) {
      if (isMarker(reply)) this.#answered();
      else this.#replies.push(reply);
    }
  }
}

function isMarker(reply: Wire): boolean {
  return reply.type === '-' && isScalar(reply) && reply.text.startsWith(MARKER_ANSWER);
}
