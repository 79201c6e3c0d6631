// What a house rule is: a name, and a function that finds where the tree breaks it. A finding says
// where, what is wrong and what to do instead.

import type { Tree } from './tree.ts';

export interface Finding {
  readonly path: string;
  /** From 1; 1 when the whole file is meant. */
  readonly line: number;
  readonly text: string;
}

export interface Check {
  readonly name: string;
  find(tree: Tree): readonly Finding[];
}
