// What is counted for /metrics: what happens, how long failovers take, what the door answers, and
// how late the loop is. Kept from the start of the door, whether or not anybody asks.

import { Histogram } from '../metrics/histogram.ts';
import type { DoorNumbers } from '../metrics/metric.ts';
import { Tally } from '../metrics/tally.ts';
import type { Clock } from '../ports/ports.ts';

const LATENESS_PERIOD_MS = 50;
const LATENESS_LIMITS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export class Counts {
  readonly tally: Tally = new Tally();
  readonly #lateness = new Histogram(LATENESS_LIMITS_S);
  readonly #answers = new Map([
    ['2xx', 0],
    ['3xx', 0],
    ['4xx', 0],
    ['5xx', 0],
  ]);
  readonly #timer: NodeJS.Timeout;

  constructor(clock: Clock) {
    let dueMs = clock.monotonicMs() + LATENESS_PERIOD_MS;
    this.#timer = setInterval(() => {
      const nowMs = clock.monotonicMs();
      this.#lateness.add(Math.max(0, nowMs - dueMs) / 1000);
      dueMs = nowMs + LATENESS_PERIOD_MS;
    }, LATENESS_PERIOD_MS);
    this.#timer.unref();
  }

  answered(status: number): void {
    const digit = `${Math.floor(status / 100)}xx`;
    this.#answers.set(digit, (this.#answers.get(digit) ?? 0) + 1);
  }

  numbers(): Pick<DoorNumbers, 'answers' | 'loopDelay'> {
    return { answers: this.#answers, loopDelay: this.#lateness.numbers() };
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
