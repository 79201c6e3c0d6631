// Bytes that have arrived and are not used up yet. Copies only when a chunk does not end where a
// value ends; costs nothing while empty. It does not limit itself: its user must.

import { decodeLatin1 } from './latin1.ts';

const EMPTY: Uint8Array = new Uint8Array(0);
const SMALLEST_BUFFER_BYTES = 256;
const ZERO = 48;
/** So that a number stays an exact and a small one. */
const DIGITS_MAX = 9;

/** Offsets count from the oldest byte that is left. */
export class ByteQueue {
  #bytes: Uint8Array = EMPTY;
  #start = 0;
  #end = 0;
  /** False while `#bytes` is a chunk of the caller, which is never written to. */
  #owned = false;
  readonly #sharesText: boolean;
  /** All of `#bytes` as text, where texts are shared and one was asked for. */
  #text: string | null = null;

  /** `sharesText`: a text may keep the memory of the whole chunk that it came in. Several times as
   *  quick with many short ones, for who soon forgets all of them. */
  constructor(sharesText = false) {
    this.#sharesText = sharesText;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Room that was taken beyond them. */
  get room(): number {
    return this.#owned ? this.#bytes.length - this.length : 0;
  }

  /** The chunk must not be changed afterwards. */
  push(chunk: Uint8Array): void {
    this.#text = null;
    if (this.length === 0) {
      this.#bytes = chunk;
      this.#start = 0;
      this.#end = chunk.length;
      this.#owned = false;
      return;
    }
    this.#makeRoom(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The byte at an offset; 0 beyond the end. */
  at(offset: number): number {
    return offset < this.length ? (this.#bytes[this.#start + offset] ?? 0) : 0;
  }

  /** The offset of the first such byte at or after `from`, or -1. */
  find(byte: number, from: number): number {
    const bytes = this.#bytes;
    for (let at = this.#start + from; at < this.#end; at++) {
      if (bytes[at] === byte) return at - this.#start;
    }
    return -1;
  }

  /** The whole number whose digits are the bytes from `from` to before `to`; null where they are
   *  none, too many to be looked at here, or begin with a zero that is not all of it. */
  number(from: number, to: number): number | null {
    const bytes = this.#bytes;
    const first = this.#start + from;
    const end = this.#start + Math.min(to, this.length);
    if (end <= first || end - first > DIGITS_MAX) return null;
    if (bytes[first] === ZERO && end - first > 1) return null;
    let value = 0;
    for (let at = first; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) return null;
      value = 10 * value + digit;
    }
    return value;
  }

  /** The first `length` bytes as latin1. */
  text(length: number): string {
    const end = this.#start + Math.min(length, this.length);
    if (!this.#sharesText) return decodeLatin1(this.#bytes, this.#start, end);
    return this.#wholeText().slice(this.#start, end);
  }

  /** Drops this text, if the first bytes are it in latin1. For where texts are shared: it makes
   *  none. */
  dropText(text: string): boolean {
    if (!this.#wholeText().startsWith(text, this.#start)) return false;
    this.drop(text.length);
    return true;
  }

  #wholeText(): string {
    this.#text ??= decodeLatin1(this.#bytes, 0, this.#end);
    return this.#text;
  }

  drop(count: number): void {
    this.#start += Math.min(count, this.length);
    if (this.length > 0) return;
    this.#text = null;
    this.#bytes = EMPTY;
    this.#start = 0;
    this.#end = 0;
    this.#owned = false;
  }

  /** Room for `count` bytes at the end; doubling keeps the cost of single bytes linear. */
  #makeRoom(count: number): void {
    if (this.#owned && this.#end + count <= this.#bytes.length) return;
    const length = this.length;
    const needed = length + count;
    if (this.#owned && needed <= this.#bytes.length / 2) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
    } else {
      const grown = new Uint8Array(Math.max(SMALLEST_BUFFER_BYTES, 2 * needed));
      grown.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = grown;
      this.#owned = true;
    }
    this.#start = 0;
    this.#end = length;
  }
}
