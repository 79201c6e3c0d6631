// What is forgotten everywhere, until each Sentinel has said what it did (OPERATOR-16). Only facts,
// as in state.ts; who acts on them is operator/forget-everywhere.ts.

import type { ForgetResult, Forgotten } from './forget-result.ts';
import type { Asker } from './input.ts';
import type { TimerTarget } from './state.ts';
import type { Timer } from './timers.ts';

export interface Forgetting {
  readonly asker: Asker;
  /** The revision of the state that does not have it any more. */
  readonly revision: number;
  readonly here: Forgotten;
  /** By their run ids. A result that is null is waited for. */
  readonly peers: Map<string, ForgettingPeer>;
  readonly timer: Timer<TimerTarget>;
}

export interface ForgettingPeer extends Omit<Forgotten, 'result'> {
  readonly result: ForgetResult | null;
}
