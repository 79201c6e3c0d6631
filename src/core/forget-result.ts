// How forgetting one node ended on one Sentinel (OPERATOR-16).

import type { Address } from './address.ts';

export const FORGET_RESULTS = [
  'forgotten',
  /** Forgotten, and soon found again: the master lists it, or it goes on to say hello. */
  'listed',
  'says-hello',
  'no-such-node',
  'no-such-master',
  'is-master',
  'is-self',
  'failover-in-progress',
  'not-saved',
  /** The one to forget is not asked. */
  'itself',
  /** It does not know the command. */
  'stock',
  'not-permitted',
  'refused',
  'unreachable',
  'no-answer',
] as const;

export type ForgetResult = (typeof FORGET_RESULTS)[number];

export interface Forgotten {
  readonly runId: string;
  /** As in replies; null: this Sentinel. */
  readonly address: Address | null;
  readonly result: ForgetResult;
}
