// How far an operator's failover is in what it does so that no write is lost (HANDOVER-n). Only
// facts and decisions, as in state.ts; who acts on them is failover/hand-over.ts.

import type { Address } from './address.ts';
import type { Written } from './facts.ts';
import type { Asker } from './input.ts';
import type { FailoverOrders } from './operator-request.ts';
import type { Replica } from './state.ts';

/** From the operator's word until the old master is a replica, or until it is given up. */
export interface HandOver {
  /** Who waits for the answer. */
  readonly asker: Asker;
  /** Whom to promote; null: the best. */
  readonly target: Address | null;
  /** Rather no failover than one that can lose writes. */
  readonly insists: boolean;
  /** How long the writes of the master may be held. */
  readonly longestMs: number;
  step: HandOverStep;
}

export type HandOverStep =
  /** The nodes are asked what they would permit. */
  | { readonly kind: 'try' }
  /** The master was told to hold its writes. */
  | { readonly kind: 'hold'; readonly hold: Hold }
  /** It does: how much has it written? */
  | { readonly kind: 'measure'; readonly hold: Hold }
  /** The replica has to have as much. */
  | { readonly kind: 'catch-up'; readonly hold: Hold; readonly target: Written }
  /** It has: it is promoted, and the old master demoted, before the hold ends. */
  | { readonly kind: 'hand'; readonly hold: Hold; readonly target: Written };

/** The master takes no write from `sinceMs`, or a little later, until at least `endsAtMs`, which
 *  comes earlier when this process was away meanwhile: the master's time went on. */
export interface Hold {
  readonly sinceMs: number;
  readonly lengthMs: number;
  endsAtMs: number;
}

/** A FAILOVER that is asked for as a dry run, and what was found so far. */
export interface Rehearsal {
  /** Who waits for the answer. */
  readonly asker: Asker;
  readonly orders: FailoverOrders;
  readonly canSave: boolean;
  readonly sinceMs: number;
  /** Peers, by run id, that were asked for their opinion: does the channel for votes work? */
  readonly voters: Map<string, 'answers' | 'refuses'>;
  chosen: { readonly replica: Replica; readonly atMs: number } | null;
  measure: Measure | null;
}

/** How long the chosen replica takes to have what the master had at one moment. */
export interface Measure {
  readonly sinceMs: number;
  target: Written | null;
  /** How far behind it was at its first answer; null: not known, or another history. */
  behindBytes: bigint | null;
  caughtUpAtMs: number | null;
}
