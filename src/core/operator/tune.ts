// SENTINEL DEBUG (OPERATOR-9): periods and timeouts changed while we run. They hold at once: what
// was to come by an old one comes by the new one. Nothing of it is kept over a restart.

import { electionTimeoutMs } from '../elect/pauses.ts';
import { below } from '../random.ts';
import { countFastProbes, hurryBeat } from '../schedule/beat.ts';
import type { Timings } from '../settings.ts';
import type { Group, State } from '../state.ts';

/** Deadlines that every conclusion works out anew are left to the conclusions. */
export function tune(state: State, changes: Partial<Timings>, now: number): void {
  const before = state.timings;
  for (const group of state.groups.values()) countFastProbes(state, group, -1);
  state.timings = { ...before, ...changes };
  for (const group of state.groups.values()) countFastProbes(state, group, 1);
  if (state.tiltEnd.atMs !== null) {
    const begunMs = state.tiltEnd.atMs - before.tiltPeriodMs;
    state.timers.arm(state.tiltEnd, begunMs + state.timings.tiltPeriodMs);
  }
  for (const peer of state.peers.values()) hurryBeat(state, peer, now);
  for (const group of state.groups.values()) tuneGroup(state, group, now);
}

function tuneGroup(state: State, group: Group, now: number): void {
  const { askPeriodMs, publishPeriodMs } = state.timings;
  hurryBeat(state, group.master, now);
  for (const { node } of group.replicas.values()) hurryBeat(state, node, now);
  for (const node of group.candidates.values()) hurryBeat(state, node, now);
  for (const { greet } of group.members.values()) {
    if (greet.atMs === null || greet.atMs <= now + publishPeriodMs) continue;
    state.timers.arm(greet, now + below(state.random, publishPeriodMs));
  }
  if (group.ask.atMs !== null) {
    state.timers.arm(group.ask, Math.min(group.ask.atMs, now + askPeriodMs));
  }
  const { failover } = group;
  if (failover?.stage === 'wait-start' && !failover.forced) {
    state.timers.arm(group.failoverTimer, failover.startedAtMs + electionTimeoutMs(state, group));
  }
}
