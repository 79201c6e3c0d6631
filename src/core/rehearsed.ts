// What a dry run of FAILOVER has found (DRYRUN-n), as plain values: what would be done, to whom,
// how it would be answered, and by what that was judged. Texts are the commands' work.

import type { Address } from './address.ts';
import type { ReplicaChance } from './explain.ts';
import type { OperatorOutcome } from './operator-request.ts';

/** Durations in whole milliseconds; null: there is none, or it was not found out. */
export interface Rehearsed {
  readonly name: string;
  readonly address: Address;
  readonly configEpoch: bigint;
  /** What FAILOVER would be answered with. */
  readonly outcome: Extract<
    OperatorOutcome,
    { kind: 'done' | 'unprotected' | 'not-handed-over' | 'failed' }
  >;
  /** `stock`: as a forced failover, which can lose writes. */
  readonly way: 'hand-over' | 'stock' | 'none';
  readonly chosen: string | null;
  readonly replicas: readonly CandidateSide[];
  readonly votes: {
    /** Ourselves and the peers that answer where votes are asked for, or are there if that was not
     *  tried. */
    readonly have: number;
    readonly need: number;
    readonly known: number;
    /** It would go on without a majority (OPERATOR-5). */
    readonly isAlone: boolean;
  };
  readonly voters: readonly VoterSide[];
  readonly trials: readonly TrialSide[];
  readonly hold: {
    readonly longestMs: number;
    /** The replica has to have everything by then. */
    readonly catchUpMs: number;
  };
  readonly lag: {
    /** Of the chosen replica, at its first answer. */
    readonly bytes: bigint | null;
    /** How long it took to have what the master had at the beginning; null: it has not. */
    readonly caughtUpMs: number | null;
  };
  readonly tookMs: number;
}

/** `behindBytes`: by the last INFO of both, which are not of one moment. */
export type CandidateSide = ReplicaChance & { readonly behindBytes: bigint | null };

export interface VoterSide {
  readonly runId: string;
  readonly address: Address;
  /** `refuses`: an ACL or a password is in the way. `silent`: no answer in time. `not-asked`: the
   *  failover would be refused before that. */
  readonly vote: 'answers' | 'refuses' | 'silent' | 'unreachable' | 'not-asked';
}

/** What a node was asked to queue, and whether it would do it. */
export interface TrialSide {
  readonly node: string;
  readonly role: 'master' | 'replica';
  readonly verdict: 'permits' | 'refuses' | 'silent' | 'not-tried';
  /** What it refuses, and its words. */
  readonly text: string | null;
}
