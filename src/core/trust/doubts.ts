// What is remembered of things that others say and that are not believed yet (TRUST-n): claims that
// their sender has to repeat when it is asked, Sentinels that have to show that they exist, and
// what was refused.

import type { Address } from '../address.ts';
import type { Subject } from '../event.ts';
import type { Hello, Identity } from '../facts.ts';
import type { Peer, TimerTarget } from '../state.ts';
import type { Timer } from '../timers.ts';

export interface Doubts {
  /** By whom they say to be and where. */
  readonly applicants: Map<string, Applicant>;
  readonly refusals: Map<string, Refused>;
  /** What hellos with a good seal have said lately (TRUST-15). */
  readonly sealed: Set<string>;
  /** Where we have said that we are, each `host:port`. */
  readonly ownAddresses: Set<string>;
}

/** What is remembered of a member's hellos for DOCTOR alone (DOCTOR-3). */
export interface Oddities {
  /** null: its last hello that counted named our master and our config epoch. */
  dissent: Dissent | null;
  /** The last hello from its address that had to carry a right seal and did not. */
  unsealed: { readonly code: SealDoubt; readonly atMs: number } | null;
}

/** Its hellos name another configuration than ours, from the first to the last without one that
 *  does not. */
export interface Dissent {
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly sinceMs: number;
  readonly lastMs: number;
}

/** A configuration that a member's hello speaks of, and that it has not said itself yet. */
export interface Claim {
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly sinceMs: number;
  /** When it was asked last. */
  askedAtMs: number;
  /** It was asked, and said something else: it is asked once more, since it may have been about to
   *  change. */
  isDenied: boolean;
}

/** Somebody at an address who says to be a Sentinel that we do not know there. */
export interface Applicant {
  readonly key: string;
  readonly runId: string;
  /** Whom it is asked through: a peer that only this applicant has, or the one that is known there. */
  readonly peer: Peer;
  readonly isKnownPeer: boolean;
  /** What it said, by the group that it is about. */
  readonly hellos: Map<string, Hello>;
  /** Whom we know by the same id at another address, as it answered; null: nobody, or not yet. */
  rival: Identity | null;
  readonly deadline: Timer<TimerTarget>;
}

/** Something that was refused, so that it is not told anew with each hello. */
export interface Refused {
  readonly subject: Subject;
  /** Of the last time. */
  code: Doubt['code'];
  sinceMs: number;
  lastMs: number;
  times: number;
  toldMs: number;
}

/** Why something was not believed. */
export type Doubt =
  /** Its sender, asked directly, says something else. */
  | { readonly code: 'denied'; readonly master: Address; readonly configEpoch: bigint }
  /** Its sender could not be asked, and nothing else bears it out. */
  | { readonly code: 'unconfirmed'; readonly master: Address; readonly configEpoch: bigint }
  /** No Sentinel answers there. */
  | { readonly code: 'nobody-there' }
  /** What answers there is another Sentinel, or none. */
  | { readonly code: 'somebody-else' }
  /** It is that Sentinel, and does not watch the group. */
  | { readonly code: 'other-group' }
  /** Both it and the one that we know by this id answer, and they are two processes. */
  | { readonly code: 'copied-id' }
  | { readonly code: 'too-many' }
  | { readonly code: 'epoch-jump'; readonly epoch: bigint }
  /** No election could be held in it or after it. */
  | { readonly code: 'epoch-too-large'; readonly epoch: bigint }
  /** It bears our id and our address, and we have never said it. */
  | { readonly code: 'not-ours'; readonly master: Address; readonly epoch: bigint }
  /** No connection can be made to an address in it. */
  | { readonly code: 'unusable-address'; readonly address: Address }
  | { readonly code: SealDoubt };

/** TRUST-15. */
export const SEAL_DOUBTS = ['not-sealed', 'bad-seal', 'old-seal'] as const;
export type SealDoubt = (typeof SEAL_DOUBTS)[number];

export function noDoubts(): Doubts {
  return { applicants: new Map(), refusals: new Map(), sealed: new Set(), ownAddresses: new Set() };
}
