// What makes one run what it is: its seed, its options and the faults that befell it, each with the
// chance of its own. A plan can be played again, with all of its faults or some of them, and kept.

import type { RunOptions } from './options.ts';

export interface PlannedFault {
  readonly atMs: number;
  readonly fault: string;
  /** What it draws its particulars from: whom it befalls, how hard, for how long. */
  readonly seed: number;
  /** What became of that, for people. */
  readonly what: string;
}

export interface Plan {
  readonly seed: number;
  readonly options: RunOptions;
  readonly faults: readonly PlannedFault[];
  /** When all that is left of them ends. */
  readonly healAtMs: number;
}
