// The core's clock: monotonic time without the time in which this process was away, stopped or
// starved (TIME-1). While nobody reads the sockets no deadline runs, so nobody is declared down for
// answers that lie there unread.

import type { Clock } from '../ports/ports.ts';

/** An alarm that is served later than this by the monotonic clock means that we were away. */
export const STALL_MS = 100;
/** The clocks may drift this far apart between two looks before it counts as a jump. */
const CLOCK_JUMP_MS = 500;

export interface Stall {
  readonly lateMs: number;
  readonly clockJumpMs: number;
}

export class AwakeClock {
  readonly #clock: Clock;
  #awayMs = 0;
  /** What was last given out: the clock never goes back behind it. */
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Wall clock minus monotonic clock at the last look. */
  #wallOffsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallOffsetMs = clock.wallMs() - clock.monotonicMs();
  }

  nowMs(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.monotonicMs() - this.#awayMs);
    return this.#lastMs;
  }

  /** The same for somebody who only looks: it does not pass for a sign that the loop was there. */
  peekMs(): number {
    return Math.max(this.#lastMs, this.#clock.monotonicMs() - this.#awayMs);
  }

  toMonotonic(atMs: number): number {
    return atMs + this.#awayMs;
  }

  /** Compares the deadline that should have been served with the time that it is. */
  noticeStall(expectedMs: number | null): Stall | null {
    const before = this.#lastMs;
    const now = this.#clock.monotonicMs() - this.#awayMs;
    const lateMs = expectedMs === null ? 0 : now - Math.max(expectedMs, before);
    const clockJumpMs = this.#clockJump();
    if (lateMs <= STALL_MS && clockJumpMs === 0) return null;
    if (lateMs <= STALL_MS) return { lateMs: 0, clockJumpMs };
    this.#awayMs += lateMs;
    return { lateMs, clockJumpMs };
  }

  #clockJump(): number {
    const offsetMs = this.#clock.wallMs() - this.#clock.monotonicMs();
    const jumpMs = offsetMs - this.#wallOffsetMs;
    if (Math.abs(jumpMs) < CLOCK_JUMP_MS) {
      this.#wallOffsetMs = offsetMs;
      return 0;
    }
    this.#wallOffsetMs = offsetMs;
    return jumpMs;
  }
}
