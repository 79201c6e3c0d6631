// What an operator can ask of the core, and how it ends. Texts and reply shapes live in commands/,
// which also checks whatever can be checked without the state.

import type { Address } from './address.ts';
import type { AbortCause } from './event.ts';
import type { Forgotten } from './forget-result.ts';
import type { Rehearsed } from './rehearsed.ts';
import type { Refusal } from './select/eligible.ts';
import type { GlobalSettings, GroupOptions, Timings } from './settings.ts';

export type OperatorRequest =
  | {
      readonly kind: 'monitor';
      readonly name: string;
      readonly address: Address;
      readonly quorum: number;
    }
  | { readonly kind: 'remove'; readonly name: string }
  /** Names already matched against the pattern. */
  | { readonly kind: 'reset'; readonly names: readonly string[] }
  | { readonly kind: 'failover'; readonly name: string; readonly orders?: FailoverOrders }
  /** DRYRUN-1. `canSave`: the last write of the file went well. */
  | {
      readonly kind: 'rehearse';
      readonly name: string;
      readonly orders: FailoverOrders;
      readonly canSave: boolean;
    }
  /** DOCTOR-2; null: all groups. */
  | { readonly kind: 'check-up'; readonly name: string | null }
  /** `everywhere`: the other Sentinels of the group are told to as well. */
  | {
      readonly kind: 'forget';
      readonly name: string;
      readonly who: ToForget;
      readonly everywhere: boolean;
    }
  /** `forMs` null: no longer. */
  | { readonly kind: 'pause'; readonly name: string; readonly forMs: number | null }
  | {
      readonly kind: 'maintain';
      readonly name: string;
      readonly address: Address;
      readonly on: boolean;
    }
  | { readonly kind: 'set'; readonly name: string; readonly changes: readonly OptionChange[] }
  | { readonly kind: 'flush' }
  /** `logLevel` is for whoever keeps the log: the core has none. null: as it is. */
  | {
      readonly kind: 'configure';
      readonly changes: Partial<GlobalSettings>;
      readonly logLevel: LogLevelName | null;
    }
  | { readonly kind: 'tune'; readonly timings: Partial<Timings> }
  /** Those that were asked for before are forgotten. */
  | { readonly kind: 'simulate'; readonly failures: readonly SimulatedFailure[] };

export type ToForget =
  | { readonly kind: 'replica'; readonly address: Address }
  | { readonly kind: 'sentinel'; readonly runId: string };

/** Ways in which a Sentinel can be made to crash in the middle of a failover. */
export type SimulatedFailure = 'crash-after-election' | 'crash-after-promotion';

export type LogLevelName = 'debug' | 'verbose' | 'notice' | 'warning' | 'nothing';

/** How a failover that an operator asks for is to be done (OPERATOR-5, HANDOVER-1). */
export interface FailoverOrders {
  /** Whom to promote; null: the best. */
  readonly target: Address | null;
  /** Refuse rather than go on where writes could be lost. */
  readonly insists: boolean;
  /** The longest that the master's writes may be held; null: as long as is safe. */
  readonly patienceMs: number | null;
}

export const PLAIN_ORDERS: FailoverOrders = { target: null, insists: false, patienceMs: null };

/** One option of SENTINEL SET: its new value, and the words that its +set event shows. */
export interface OptionChange {
  readonly options: Partial<GroupOptions>;
  readonly shown: readonly string[];
}

export type OperatorOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'count'; readonly count: number }
  /** Forgotten, and soon found again: the master lists it, or it goes on to say hello. */
  | { readonly kind: 'comes-back'; readonly why: 'listed' | 'says-hello' }
  /** Each Sentinel for itself, this one first. */
  | { readonly kind: 'forgotten'; readonly by: readonly Forgotten[] }
  /** The failover went on, or goes on, although writes can be lost. */
  | { readonly kind: 'unprotected'; readonly problem: HandOverProblem }
  /** The failover was given up, before or after writes were held. */
  | { readonly kind: 'not-handed-over'; readonly problem: HandOverProblem }
  /** What a failover would have come to; nothing was changed. */
  | { readonly kind: 'rehearsed'; readonly rehearsed: Rehearsed }
  | Failed;

/** `named`: whom the order named, and why it cannot be promoted. */
export interface Failed {
  readonly kind: 'failed';
  readonly code: OperatorErrorCode;
  readonly named?: { readonly node: string; readonly why: TargetRefusal };
}

export type TargetRefusal = Refusal | 'is-master' | 'not-known';

/** Why a master could not be replaced without the danger that writes are lost (HANDOVER-n). */
export type HandOverProblem =
  | { readonly code: 'master-unreachable' }
  /** A node does not permit or does not know what is needed. */
  | { readonly code: 'refused'; readonly node: string; readonly text: string }
  | { readonly code: 'no-answer'; readonly node: string }
  | { readonly code: 'replica-lags'; readonly node: string }
  /** EMPTY-4: the replica has what the master has lost. */
  | { readonly code: 'master-emptied' }
  /** The operator's TIMEOUT was over before the master had said what it had written. */
  | { readonly code: 'timeout-too-short' }
  /** The old master was not a replica yet when its hold ended. */
  | { readonly code: 'too-late' }
  /** The failover as a whole ended; null: an operator has ended it. */
  | { readonly code: 'aborted'; readonly cause: AbortCause | null };

export type OperatorErrorCode =
  | 'no-such-master'
  | 'duplicate-name'
  | 'host-not-found'
  | 'name-in-use'
  | 'failover-in-progress'
  | 'no-good-replica'
  | 'in-tilt'
  | 'too-many-dry-runs'
  | 'no-such-node'
  | 'too-many-forgets'
  | 'is-master'
  | 'is-self'
  | 'not-saved';
