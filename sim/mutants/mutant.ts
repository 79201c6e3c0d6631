// A bug on purpose: one small change of the compiled core or loop that some checker has to find.
// `find` must stand in the file exactly once, so that a mutant never silently misses.

import type { Directed } from '../options.ts';

export interface Mutant {
  readonly name: string;
  /** Of the compiled sources, below src/, without its ending. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Checkers of which one must be the first to see it. */
  readonly caughtBy: readonly string[];
  /** What the runs are like that come upon its case; otherwise as their seeds draw it. */
  readonly directed?: Directed;
  /** Where to begin, for what is not found at once; 1 otherwise. It saves time and no more. */
  readonly firstSeed?: number;
}
