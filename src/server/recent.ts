// What INFO shows of the last seconds: how much passed in one of them, and the most that one client
// left lying. It is told at each sweep and knows nothing of single requests.

import { RECENT_SWEEPS } from './limits.ts';
import type { Traffic } from './traffic.ts';

type Passed = Pick<Traffic, 'commandsProcessed' | 'inputBytes' | 'outputBytes'>;

/** What lay with a client at a sweep. */
export interface Lying {
  readonly inputBytes: number;
  readonly outputBytes: number;
}

export interface RecentNumbers {
  readonly commandsPerSecond: number;
  readonly inputBytesPerSecond: number;
  readonly outputBytesPerSecond: number;
  readonly recentInputBytesMax: number;
  readonly recentOutputBytesMax: number;
}

export class Recent {
  #last: Passed & { readonly atMs: number };
  #perSecond: Passed = { commandsProcessed: 0, inputBytes: 0, outputBytes: 0 };
  /** The largest of each sweep, oldest first. */
  #peaks: readonly Lying[] = [];

  constructor(nowMs: number) {
    this.#last = { atMs: nowMs, commandsProcessed: 0, inputBytes: 0, outputBytes: 0 };
  }

  /** `peak`: the most of each that any one client had. */
  sample(nowMs: number, passed: Passed, peak: Lying): void {
    const seconds = Math.max(1, nowMs - this.#last.atMs) / 1_000;
    const { commandsProcessed, inputBytes, outputBytes } = passed;
    this.#perSecond = {
      commandsProcessed: (commandsProcessed - this.#last.commandsProcessed) / seconds,
      inputBytes: (inputBytes - this.#last.inputBytes) / seconds,
      outputBytes: (outputBytes - this.#last.outputBytes) / seconds,
    };
    this.#last = { atMs: nowMs, commandsProcessed, inputBytes, outputBytes };
    this.#peaks = [...this.#peaks, peak].slice(-RECENT_SWEEPS);
  }

  numbers(): RecentNumbers {
    return {
      commandsPerSecond: Math.round(this.#perSecond.commandsProcessed),
      inputBytesPerSecond: this.#perSecond.inputBytes,
      outputBytesPerSecond: this.#perSecond.outputBytes,
      recentInputBytesMax: Math.max(0, ...this.#peaks.map(({ inputBytes }) => inputBytes)),
      recentOutputBytesMax: Math.max(0, ...this.#peaks.map(({ outputBytes }) => outputBytes)),
    };
  }
}
