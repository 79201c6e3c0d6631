// What a group remembers of itself, and what that makes of a node (LINEAGE-n).

import type { DataNode } from './state.ts';

/** Whether what answers at the address belongs to the group (LINEAGE-n). `likely`: as of its last
 *  INFO nothing proves it and nothing speaks against it. */
export type Kinship = 'open' | 'own' | 'likely' | { readonly foreign: string };

/** The ids of the processes and of the histories of writes that a group has had, newest last. */
export interface Lineage {
  readonly runIds: Set<string>;
  readonly histories: Set<string>;
  standing: Standing;
}

/** LINEAGE-5: `alone`: since this process was started no peer has named the same master, from which
 *  the replicas in `learnt` are known. `doubted`: that one was a stranger, perhaps. */
export type Standing =
  | { readonly kind: 'alone'; readonly learnt: Set<DataNode> }
  | { readonly kind: 'shared' }
  | {
      readonly kind: 'doubted';
      readonly sinceMs: number;
      readonly suspect: DataNode;
      readonly learnt: ReadonlySet<DataNode>;
    };
