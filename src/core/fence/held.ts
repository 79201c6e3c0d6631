// A fence: the writes of a master are held back for as long as no majority can be heard (FENCE-n).
// When it begins and ends is fence.ts's.

import type { LinkId } from '../input.ts';
import type { DataNode, Link } from '../state.ts';

export interface Fence {
  /** It stays this one when a switch is heard of, until it is a replica. */
  readonly node: DataNode;
  readonly link: Link;
  readonly sinceMs: number;
  /** The last pause that was asked for. */
  asked: { readonly atMs: number; readonly link: LinkId; readonly isAnswered: boolean } | null;
  /** When those who can be heard were last asked who the master is. */
  peersAskedAtMs: number;
  /** Until when the last pause that was granted lasts at least; null: none was yet. */
  heldUntilMs: number | null;
  /** The master's words, when it last refused. */
  refused: string | null;
}
