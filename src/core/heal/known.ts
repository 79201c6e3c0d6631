// What is known of a master that was replaced, and of who says so (HEAL-4, HEAL-5, FENCE-6).

import type { Address } from '../address.ts';
import type { LinkId } from '../input.ts';

/** What is done about a replaced master that still says it is one. */
export interface Replaced {
  readonly sinceMs: number;
  /** When it said so and everybody was asked whether it is wrong. */
  askedAtMs: number | null;
  /** The life of its link on which it was told to follow. */
  toldOn: LinkId | null;
}

/** What a peer said when it was asked who the master is. */
export interface Confirmation {
  /** When the question left: the answer is no older. */
  readonly askedAtMs: number;
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly isCalm: boolean;
  readonly isFailingOver: boolean;
}
