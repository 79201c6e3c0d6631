// What the log tells of saves. That of the first one, before the start, comes where people look for
// it in the log of a stock Sentinel.

import type { Log } from '../adapters/log.ts';

export class SaveLog {
  readonly #log: Log;
  #isBegun = false;
  /** Of the last save before `begin`; undefined: there was none. */
  #early: string | null | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** A save has ended; `problem` null: well. */
  report(problem: string | null): void {
    if (this.#isBegun) this.#write(problem);
    else this.#early = problem;
  }

  /** Tells of a save before this, and from now on of each. */
  begin(): void {
    this.#isBegun = true;
    if (this.#early !== undefined) this.#write(this.#early);
  }

  #write(problem: string | null): void {
    if (problem === null) this.#log.notice('Sentinel new configuration saved on disk');
    else {
      this.#log.warning(
        `WARNING: Sentinel was not able to save the new configuration on disk!!!: ${problem}`,
      );
    }
  }
}
