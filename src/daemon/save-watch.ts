// Whether the file can be written: what the log, the subscribers and INFO hear of it. A disk that
// is full is told once when that begins and once when it ends (DURABLE-7), and in the log from time
// to time.

import type { Log } from '../adapters/log.ts';
import type { SavesSight } from '../commands/command.ts';
import type { Event } from '../core/event.ts';
import type { Clock } from '../ports/ports.ts';

export interface SaveWatchOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** The file that is written, one character a byte. */
  readonly file: string;
}

/** The log repeats a failure that lasts no more often than this. */
const REPEAT_MS = 60_000;

export class SaveWatch {
  readonly #options: SaveWatchOptions;
  /** Where events go; null: not begun. */
  #tell: ((event: Event) => void) | null = null;
  /** Of the last save before `begin`; undefined: there was none. */
  #early: string | null | undefined;
  #failedAtMs: number | null = null;
  #loggedAtMs = 0;
  #failures = 0;
  #successes = 0;
  #lastError = '';

  constructor(options: SaveWatchOptions) {
    this.#options = options;
  }

  /** A save has ended; `problem` null: well. */
  report(problem: string | null): void {
    if (this.#tell === null) this.#early = problem;
    else if (problem === null) this.#saved(this.#tell);
    else this.#failed(problem, this.#tell);
  }

  /** A save has not ended after this time, and nobody waits for it any longer. */
  overdue(afterMs: number): void {
    this.report(`not written after ${afterMs / 1000} s`);
  }

  /** Tells of a save before this, where people look for it in the log of a stock Sentinel, and from
   *  now on of each. */
  begin(tell: (event: Event) => void): void {
    this.#tell = tell;
    if (this.#early !== undefined) this.report(this.#early);
  }

  sight(): SavesSight {
    const now = this.#options.clock.monotonicMs();
    return {
      failedForMs: this.#failedAtMs === null ? null : now - this.#failedAtMs,
      failures: this.#failures,
      successes: this.#successes,
      lastError: this.#lastError,
    };
  }

  #saved(tell: (event: Event) => void): void {
    this.#successes += 1;
    this.#options.log.notice('Sentinel new configuration saved on disk');
    if (this.#failedAtMs === null) return;
    this.#failedAtMs = null;
    tell({ name: '-config-write-failed', file: this.#options.file });
  }

  #failed(reason: string, tell: (event: Event) => void): void {
    const now = this.#options.clock.monotonicMs();
    const isNews = this.#failedAtMs === null || reason !== this.#lastError;
    this.#failures += 1;
    this.#lastError = reason;
    if (isNews || now - this.#loggedAtMs >= REPEAT_MS) this.#log(reason, now);
    if (this.#failedAtMs !== null) return;
    this.#failedAtMs = now;
    tell({ name: '+config-write-failed', file: this.#options.file, reason });
  }

  #log(reason: string, now: number): void {
    this.#loggedAtMs = now;
    this.#options.log.warning(
      `WARNING: Sentinel was not able to save the new configuration on disk!!!: ${reason}`,
    );
  }
}
