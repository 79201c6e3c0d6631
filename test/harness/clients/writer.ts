// Writes one number after the other through an application, as fast as they are acknowledged, and
// keeps the moments: what a user of that application sees of a failover.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from '../clock.ts';
import { until } from '../wait.ts';
import type { Application } from './application.ts';

/** Between two writes, and after one that failed. */
const PACE_MS = 5;

export class Writer {
  readonly key: string;
  readonly #application: Application;
  readonly #loop: Promise<void>;
  #ended = false;
  /** The last number that was acknowledged, and when. */
  acknowledged = 0;
  #acknowledgedAtMs = 0;
  #lastError = 'none';

  constructor(key: string, application: Application) {
    this.key = key;
    this.#application = application;
    this.#loop = this.#run();
  }

  /** Waits for a write that was acknowledged after that moment; gives when. Clock of `nowMs`. */
  async writesAfter(momentMs: number, withinMs?: number): Promise<number> {
    return await until(
      `${this.key} to write again`,
      () => {
        if (this.#acknowledgedAtMs > momentMs) return this.#acknowledgedAtMs;
        throw new Error(`its last error: ${this.#lastError}`);
      },
      { everyMs: 1, ...(withinMs === undefined ? {} : { withinMs }) },
    );
  }

  /** Ends the writing; what is still under way is given up with the application. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#application.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    for (let number = 1; !this.#ended; number += 1) {
      try {
        await this.#application.write(this.key, String(number));
        this.acknowledged = number;
        this.#acknowledgedAtMs = nowMs();
      } catch (error) {
        this.#lastError = error instanceof Error ? error.message : String(error);
      }
      await pause(PACE_MS);
    }
  }
}
