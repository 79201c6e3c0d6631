// For a while after peers that live were forgotten they are counted as before (OPERATOR-17): they
// go on voting, and an order is no reason for two leaders.

import { countVoters, type Group, type State } from '../state.ts';

/** In so long everybody who lives has said hello by one node or another. */
const RECOUNT_PUBLISH_PERIODS = 3;

/** Called before they are forgotten. */
export function beginRecount(state: State, group: Group, now: number): void {
  group.formerVoters = countVoters(group);
  state.timers.arm(group.recount, now + RECOUNT_PUBLISH_PERIODS * state.timings.publishPeriodMs);
}
