// The one alarm of a simulated Vedette, on its machine's monotonic clock. It rings a little late,
// as real timers do, and for a stopped process only after what has arrived meanwhile.

import type { Alarm } from '../src/ports/ports.ts';
import type { Host } from './host.ts';
import type { HostClock } from './host-clock.ts';
import type { Random } from './random.ts';

const MAX_LATE_MS = 1;

export class HostAlarm implements Alarm {
  readonly #host: Host;
  readonly #clock: HostClock;
  readonly #random: Random;
  readonly #ring: () => void;
  #wantedMs: number | null = null;
  /** When the nearest callback of ours comes, in the world's time. */
  #scheduledMs = Number.POSITIVE_INFINITY;

  constructor(outside: { host: Host; clock: HostClock; random: Random }, ring: () => void) {
    this.#host = outside.host;
    this.#clock = outside.clock;
    this.#random = outside.random;
    this.#ring = ring;
  }

  set(atMs: number): void {
    this.#wantedMs = atMs;
    const worldMs = this.#clock.worldMs(atMs);
    if (worldMs < this.#scheduledMs) this.#schedule(worldMs);
  }

  /** Milliseconds until it rings; 0 when it is not set. */
  ringsInMs(): number {
    return this.#wantedMs === null ? 0 : this.#wantedMs - this.#clock.monotonicMs();
  }

  #schedule(worldMs: number): void {
    const atMs = worldMs + this.#random.durationMs(0, MAX_LATE_MS);
    this.#scheduledMs = worldMs;
    this.#host.timer(atMs, () => {
      if (this.#scheduledMs === worldMs) this.#wake();
    });
  }

  #wake(): void {
    this.#scheduledMs = Number.POSITIVE_INFINITY;
    const wantedMs = this.#wantedMs;
    if (wantedMs === null) return;
    if (this.#clock.monotonicMs() < wantedMs) {
      this.#schedule(this.#clock.worldMs(wantedMs));
    } else {
      this.#wantedMs = null;
      this.#ring();
    }
  }
}
