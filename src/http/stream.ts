// One open event stream. What is pushed waits here and leaves a little at a time, never inside the
// push: that may be in the middle of a failover. A client that does not read is let go; it can
// resume where it was.

import type { ServerResponse } from 'node:http';
import type { Frame } from './feed.ts';
import { CHUNK_LENGTH, STREAM_BACKLOG_MAX, STREAM_BEAT_MS } from './limits.ts';

export type StreamFilter = (frame: Frame) => boolean;

export class Stream {
  readonly #response: ServerResponse;
  #waiting: string[] = [];
  #waitingLength = 0;
  #turnIsComing = false;
  #isBlocked = false;
  readonly #beat: NodeJS.Timeout;
  filter: StreamFilter = () => false;
  onClose: () => void = () => {};

  /** The head is sent by now. */
  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('drain', () => {
      this.#isBlocked = false;
      this.#soon();
    });
    response.on('close', () => {
      clearInterval(this.#beat);
      this.#waiting = [];
      this.onClose();
    });
    response.on('error', () => {});
    this.#beat = setInterval(() => this.push(':\n\n'), STREAM_BEAT_MS);
    this.#beat.unref();
  }

  push(text: string): void {
    if (this.#response.destroyed) return;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength > STREAM_BACKLOG_MAX) {
      this.close();
      return;
    }
    this.#soon();
  }

  close(): void {
    this.#response.destroy();
  }

  #soon(): void {
    if (this.#turnIsComing || this.#isBlocked) return;
    this.#turnIsComing = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#turnIsComing = false;
    if (this.#response.destroyed || this.#waiting.length === 0) return;
    let count = 0;
    let length = 0;
    for (const text of this.#waiting) {
      count += 1;
      length += text.length;
      if (length >= CHUNK_LENGTH) break;
    }
    const chunk = this.#waiting.splice(0, count).join('');
    this.#waitingLength -= length;
    this.#isBlocked = !this.#response.write(chunk);
    if (this.#waiting.length > 0) this.#soon();
  }
}
