// Long answers, put together a little at a time: between two slices the loop reads every socket, so
// that a failover does not notice who looks on. What a client does not read is not made either.

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';
import type { Clock } from '../ports/ports.ts';
import type { Pieces } from './answer.ts';
import {
  CHUNK_LENGTH,
  DRAIN_LIMIT_MS,
  HUSH_LOOK_MS,
  HUSH_MOST_MS,
  HUSH_MS,
  LONG_ANSWERS_MAX,
  REST_MS,
  SLICE_MS,
} from './limits.ts';

export class LongAnswers {
  readonly #clock: Clock;
  #underWay = 0;
  #hushedUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A failover may be about to be decided: what looks on waits. */
  hush(): void {
    this.#hushedUntilMs = this.#clock.monotonicMs() + HUSH_MS;
  }

  get isFull(): boolean {
    return this.#underWay >= LONG_ANSWERS_MAX;
  }

  /** Writes all pieces and ends the response, or gives up when nobody reads. The head is sent by
   *  now. */
  async send(response: Writable, answer: Pieces, packed: boolean): Promise<void> {
    this.#underWay += 1;
    try {
      // The packing is done by threads, and costs little at this level.
      const gzip = packed ? createGzip({ level: constants.Z_BEST_SPEED }) : null;
      gzip?.pipe(response);
      const out: Writable = gzip ?? response;
      if (await this.#write(response, out, answer)) out.end();
      else gzip?.destroy();
    } catch {
      response.destroy();
    } finally {
      this.#underWay -= 1;
    }
  }

  get #isHushed(): boolean {
    return this.#clock.monotonicMs() < this.#hushedUntilMs;
  }

  /** Whether all of it was written. */
  async #write(response: Writable, out: Writable, answer: Pieces): Promise<boolean> {
    let chunk = '';
    let sliceEndMs = this.#clock.monotonicMs() + SLICE_MS;
    let patienceMs = HUSH_MOST_MS;
    for (const piece of answer.pieces) {
      chunk += piece;
      if (chunk.length >= CHUNK_LENGTH) {
        if (!out.write(chunk) && !(await drained(response, out))) return false;
        chunk = '';
      }
      if (this.#clock.monotonicMs() < sliceEndMs) continue;
      await (answer.calm === true ? pause(REST_MS) : setImmediate());
      for (; patienceMs > 0 && this.#isHushed; patienceMs -= HUSH_LOOK_MS)
        await pause(HUSH_LOOK_MS);
      if (response.destroyed) return false;
      sliceEndMs = this.#clock.monotonicMs() + SLICE_MS;
    }
    out.write(chunk);
    return true;
  }
}

async function drained(response: Writable, out: Writable): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), DRAIN_LIMIT_MS);
  const gone = (): void => patience.abort();
  response.once('close', gone);
  try {
    if (response.destroyed) return false;
    await once(out, 'drain', { signal: patience.signal });
    return true;
  } catch {
    response.destroy();
    return false;
  } finally {
    clearTimeout(timer);
    response.off('close', gone);
  }
}
