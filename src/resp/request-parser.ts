// Bytes from a client to requests: arrays of bulks, and inline commands. Bytes may arrive in any
// split, and requests are taken out one at a time, because an AUTH changes the limits of what
// stands behind it. Texts and limits are stock's; where stock's limit depends on how the bytes were
// cut, ours does not. It knows no command.

import { ByteQueue } from './byte-queue.ts';
import { parseDecimal } from './decimal.ts';
import {
  ARGUMENT_OVERHEAD_BYTES,
  LINE_BYTES_MAX,
  REQUEST_ARGUMENTS_MAX,
  REQUEST_BULK_BYTES_MAX,
  REQUEST_BYTES_MAX,
  STRANGER_ARGUMENTS_MAX,
  STRANGER_BULK_BYTES_MAX,
} from './limits.ts';
import { splitArguments } from './split-arguments.ts';

export type ParsedRequest =
  /** At least one argument. */
  | { readonly kind: 'request'; readonly args: readonly string[] }
  | { readonly kind: 'incomplete' }
  /** The connection must be closed, after this error where there is one. A request of a web browser
   *  (POST, Host:) gets none: whoever forged it shall learn nothing. */
  | { readonly kind: 'broken'; readonly error: string | null };

const CR = 13;
const LF = 10;
const ASTERISK = 42;
const DOLLAR = 36;

const INCOMPLETE: ParsedRequest = { kind: 'incomplete' };

export class RequestParser {
  readonly #queue: ByteQueue = new ByteQueue();
  readonly #requestBytesMax: number;
  /** Bytes of the queue that are known not to hold the end of the line. */
  #scanned = 0;
  /** Arguments of the array that have not come yet. */
  #missing = 0;
  /** Length of the argument that is coming; null: its line was not read yet. */
  #bulkLength: number | null = null;
  #args: string[] = [];
  #argumentBytes = 0;
  #broken: ParsedRequest | null = null;

  /** `requestBytesMax` can only be stricter than our own limit. */
  constructor(requestBytesMax: number = REQUEST_BYTES_MAX) {
    this.#requestBytesMax = Math.min(requestBytesMax, REQUEST_BYTES_MAX);
  }

  /** Bytes that no request was made of yet. */
  get unreadBytes(): number {
    return this.#queue.length;
  }

  /** Room that was taken for more of them. */
  get unreadRoomBytes(): number {
    return this.#queue.room;
  }

  /** The chunk must not be changed afterwards. After an error, bytes are thrown away. */
  push(chunk: Uint8Array): void {
    if (this.#broken === null) this.#queue.push(chunk);
  }

  /** The next request. Strangers (`authenticated` false) have tighter limits. Once broken, always. */
  next(authenticated: boolean): ParsedRequest {
    while (this.#broken === null) {
      const args = this.#read(authenticated);
      if (args === null) break;
      if (args.length === 0) continue;
      if (isForged(args)) this.#break(null);
      else return { kind: 'request', args };
    }
    return this.#broken ?? INCOMPLETE;
  }

  /** The arguments of one request, none for an empty one; null when more bytes are needed. */
  #read(authenticated: boolean): string[] | null {
    if (this.#missing > 0) return this.#readArguments(authenticated);
    if (this.#queue.length === 0) return null;
    if (this.#queue.at(0) !== ASTERISK) return this.#readInline();
    return this.#readCount(authenticated) ? this.#readArguments(authenticated) : null;
  }

  #readInline(): string[] | null {
    const end = this.#queue.find(LF, this.#scanned);
    if ((end < 0 ? this.#queue.length : end) > LINE_BYTES_MAX) {
      return this.#protocolError('too big inline request');
    }
    if (end < 0) {
      this.#scanned = this.#queue.length;
      return null;
    }
    const line = this.#queue.text(this.#queue.at(end - 1) === CR ? end - 1 : end);
    this.#use(end + 1);
    return splitArguments(line) ?? this.#protocolError('unbalanced quotes in request');
  }

  #readCount(authenticated: boolean): boolean {
    const text = this.#takeLine('too big mbulk count string');
    if (text === null) return false;
    const count = parseDecimal(text.slice(1));
    if (count === null || count > REQUEST_ARGUMENTS_MAX) {
      this.#protocolError('invalid multibulk length');
    } else if (!authenticated && count > STRANGER_ARGUMENTS_MAX) {
      this.#protocolError('unauthenticated multibulk length');
    } else {
      this.#missing = Math.max(0, Number(count));
      return true;
    }
    return false;
  }

  #readArguments(authenticated: boolean): string[] | null {
    while (this.#missing > 0) {
      this.#bulkLength ??= this.#readLength(authenticated);
      if (this.#bulkLength === null || !this.#readBody(this.#bulkLength)) return null;
    }
    const args = this.#args;
    this.#args = [];
    this.#argumentBytes = 0;
    return args;
  }

  #readLength(authenticated: boolean): number | null {
    if (this.#queue.length > 0 && this.#queue.at(0) !== DOLLAR) {
      const got = String.fromCharCode(this.#queue.at(0)).replace(/[\r\n]/, ' ');
      return this.#protocolError(`expected '$', got '${got}'`);
    }
    const text = this.#takeLine('too big bulk count string');
    if (text === null) return null;
    const length = parseDecimal(text.slice(1));
    if (length === null || length < 0 || length > REQUEST_BULK_BYTES_MAX) {
      return this.#protocolError('invalid bulk length');
    }
    if (!authenticated && length > STRANGER_BULK_BYTES_MAX) {
      return this.#protocolError('unauthenticated bulk length');
    }
    this.#argumentBytes += Number(length) + ARGUMENT_OVERHEAD_BYTES;
    if (this.#argumentBytes > this.#requestBytesMax) return this.#protocolError('too big request');
    return Number(length);
  }

  /** Takes the argument and the two bytes behind it, whatever they are. */
  #readBody(length: number): boolean {
    if (this.#queue.length < length + 2) return false;
    this.#args.push(this.#queue.text(length));
    this.#use(length + 2);
    this.#bulkLength = null;
    this.#missing--;
    return true;
  }

  /** The text before the next CR; the byte behind it goes too, whatever it is. */
  #takeLine(tooBig: string): string | null {
    const end = this.#queue.find(CR, this.#scanned);
    if ((end < 0 ? this.#queue.length : end) > LINE_BYTES_MAX) return this.#protocolError(tooBig);
    if (end < 0 || end + 2 > this.#queue.length) {
      this.#scanned = end < 0 ? this.#queue.length : end;
      return null;
    }
    const text = this.#queue.text(end);
    this.#use(end + 2);
    return text;
  }

  #use(count: number): void {
    this.#queue.drop(count);
    this.#scanned = 0;
  }

  #protocolError(what: string): null {
    return this.#break(`ERR Protocol error: ${what}`);
  }

  #break(error: string | null): null {
    this.#broken = { kind: 'broken', error };
    this.#queue.drop(this.#queue.length);
    this.#args = [];
    this.#argumentBytes = 0;
    return null;
  }
}

/** A browser that was made to talk to us: the first line of its request, or a line of its head. */
function isForged(args: readonly string[]): boolean {
  const name = args[0]?.toLowerCase();
  return name === 'post' || name === 'host:';
}
