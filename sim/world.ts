// Virtual time: whatever happens in a run is a scheduled event, and time is that of the event that
// is happening. Milliseconds with a resolution of 1/1024.

import { EventQueue, type Happening } from './event-queue.ts';
import type { Trace } from './trace.ts';

/** More events than this in one run mean that something feeds itself. */
const MAX_EVENTS = 5_000_000;

export class World {
  readonly trace: Trace;
  readonly #queue = new EventQueue();
  #nowMs = 0;
  #events = 0;
  #stopped = false;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get events(): number {
    return this.#events;
  }

  at(atMs: number, run: () => void): void {
    this.schedule(atMs, { atMs, order: 0, run });
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.#nowMs + delayMs, run);
  }

  /** As `at`, for what happens so often that it is its own entry. */
  schedule(atMs: number, happening: Happening): void {
    this.#queue.push(Math.max(atMs, this.#nowMs), happening);
  }

  /** Lets all happen that happens until then, then sets the time to it. */
  runUntil(untilMs: number): void {
    while (!this.#stopped && this.#queue.nextMs <= untilMs) this.#step();
    if (!this.#stopped) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Nothing more happens. */
  stop(): void {
    this.#stopped = true;
  }

  note(who: string, mark: string, text: string): void {
    this.trace.line(this.#nowMs, who, { mark, text });
  }

  #step(): void {
    const event = this.#queue.pop();
    if (event === undefined) return;
    this.#nowMs = event.atMs;
    this.#events += 1;
    if (this.#events > MAX_EVENTS) throw new Error('the run does not come to an end');
    this.trace.mix(event.atMs * 1024);
    event.run();
  }
}
