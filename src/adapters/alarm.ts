// The one alarm of the loop. Node runs timers before it reads sockets, so a process that was
// stopped for a second would act on deadlines while the answers that contradict them lie unread.
// So it goes off only after a poll of the sockets that began when it was due (TIME-2).

import type { Alarm, Clock } from '../ports/ports.ts';

/** Far deadlines are slept for in pieces: Node's timers end at 2^31 ms. */
const LONGEST_SLEEP_MS = 3_600_000;

/** May go off up to a millisecond late, the grain of Node's timers, and never early. */
export class TimerAlarm implements Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  /** What the timer that runs waits for; infinite: none runs. */
  #timerAtMs = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  /** A poll is awaited: no timer is needed until it is over. */
  #polling = false;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** An infinite time switches the alarm off. */
  set(atMs: number): void {
    this.#atMs = atMs;
    if (!this.#polling) this.#arm();
  }

  /** A timer that fires too early is left alone: it is cheaper to let it fire and look again than
   *  to replace it at each of thousands of turns a second. */
  #arm(): void {
    if (this.#timerAtMs <= this.#atMs || this.#atMs === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const nowMs = this.#clock.monotonicMs();
    if (this.#atMs <= nowMs) {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.#afterThisPoll();
      return;
    }
    this.#timerAtMs = Math.min(this.#atMs, nowMs + LONGEST_SLEEP_MS);
    this.#timer = setTimeout(() => this.#fired(), Math.ceil(this.#timerAtMs - nowMs));
  }

  #fired(): void {
    this.#timer = null;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
    this.#afterNextPoll();
  }

  /** Due already, maybe in the middle of a poll that began earlier: that one does not count. */
  #afterThisPoll(): void {
    this.#polling = true;
    setImmediate(() => this.#afterNextPoll());
  }

  #afterNextPoll(): void {
    this.#polling = true;
    setImmediate(() => {
      this.#polling = false;
      if (this.#clock.monotonicMs() < this.#atMs) this.#arm();
      else this.#ring();
    });
  }
}
