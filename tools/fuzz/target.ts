// What can be fuzzed: where inputs come from, and what has to be true of each.

import type { Random } from '../../src/core/random.ts';

export interface Target {
  readonly name: string;
  /** Well-formed inputs; one character a byte. */
  readonly seeds: readonly [string, ...string[]];
  /** What inputs are made of. */
  readonly words: readonly [string, ...string[]];
  /** An input by the grammar of the format, with odd parts. */
  generate(chance: Random): string;
  /** Throws when something is not true. `chance`: how the input is cut, and the like. */
  check(input: string, chance: Random): void;
}
