// Warnings that strangers can cause at will, thinned out so that they cannot fill the log.

import type { Clock } from '../ports/ports.ts';
import { WARNING_PERIOD_MS } from './limits.ts';

export type WarningKind = 'forged' | 'backlog' | 'accept' | 'tls' | 'internal';

export class Warnings {
  readonly #clock: Clock;
  readonly #warn: (text: string) => void;
  readonly #lastMs = new Map<WarningKind, number>();

  constructor(clock: Clock, warn: (text: string) => void) {
    this.#clock = clock;
    this.#warn = warn;
  }

  /** Passes the text on unless one of the same kind was passed on lately. */
  rarely(kind: WarningKind, text: string): void {
    const nowMs = this.#clock.monotonicMs();
    const lastMs = this.#lastMs.get(kind);
    if (lastMs !== undefined && nowMs - lastMs < WARNING_PERIOD_MS) return;
    this.#lastMs.set(kind, nowMs);
    this.#warn(text);
  }
}
