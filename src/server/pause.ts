// CLIENT PAUSE: which commands wait, and until when. A second pause makes the first one longer or
// stricter, never shorter. It does not know how a client waits, only whom to tell that it is over.

import type { Command } from '../commands/command.ts';
import type { Clock } from '../ports/ports.ts';
import { TIMER_MS_MAX } from './limits.ts';

export type PauseMode = 'write' | 'all';

/** What a pause of writes holds back: in a Sentinel that is a hello, as in stock. */
const WRITES: ReadonlySet<string> = new Set(['publish']);

export class Pause {
  readonly #clock: Clock;
  /** Who waits, in the order in which they began. */
  readonly #waiting = new Set<() => void>();
  #mode: PauseMode | null = null;
  #endMs = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  begin(mode: PauseMode, durationMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    const endMs = nowMs + durationMs;
    this.#endMs = this.#mode === null ? endMs : Math.max(this.#endMs, endMs);
    if (this.#mode !== 'all') this.#mode = mode;
    this.#wake(this.#endMs - nowMs);
  }

  /** Everybody who waits goes on; whoever then begins a pause makes the others wait again. */
  end(): void {
    this.#stopTimer();
    this.#mode = null;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const goOn of waiting) goOn();
  }

  /** Nobody goes on any more: the server is closed. */
  close(): void {
    this.#stopTimer();
    this.#waiting.clear();
  }

  holds(command: Command): boolean {
    return this.#mode === 'all' || (this.#mode === 'write' && WRITES.has(command.name));
  }

  /** `goOn` is called once, at the end. The result is for who waits no longer. */
  wait(goOn: () => void): () => void {
    this.#waiting.add(goOn);
    return () => this.#waiting.delete(goOn);
  }

  /** A timer cannot be set as far ahead as a pause can last. */
  #wake(leftMs: number): void {
    this.#stopTimer();
    const stepMs = Math.min(leftMs, TIMER_MS_MAX);
    this.#timer = setTimeout(() => {
      if (leftMs > stepMs) this.#wake(leftMs - stepMs);
      else this.end();
    }, stepMs);
    this.#timer.unref();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
