// What an operator can ask of the core, and how it ends. Texts and reply shapes live in commands/,
// which also checks whatever can be checked without the state.

import type { Address } from './address.ts';
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
  | { readonly kind: 'failover'; readonly name: string }
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

/** Ways in which a Sentinel can be made to crash in the middle of a failover. */
export type SimulatedFailure = 'crash-after-election' | 'crash-after-promotion';

export type LogLevelName = 'debug' | 'verbose' | 'notice' | 'warning' | 'nothing';

/** One option of SENTINEL SET: its new value, and the words that its +set event shows. */
export interface OptionChange {
  readonly options: Partial<GroupOptions>;
  readonly shown: readonly string[];
}

export type OperatorOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'failed'; readonly code: OperatorErrorCode };

export type OperatorErrorCode =
  | 'no-such-master'
  | 'duplicate-name'
  | 'host-not-found'
  | 'name-in-use'
  | 'failover-in-progress'
  | 'no-good-replica'
  | 'in-tilt'
  | 'not-saved';
