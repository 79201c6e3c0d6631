// Tilt (TILT-n): after the process was away for long, or when the two clocks disagree, what it
// believes of others cannot be trusted. For a while it goes on observing and voting and judges
// nothing.

import { shortenHold } from '../hold.ts';
import type { Outbox } from '../outbox.ts';
import type { State } from '../state.ts';
import { reviewDown } from './subjective.ts';

/** TILT-1. Each new cause starts the period afresh, and says so. True: everything is to be looked
 *  at anew, since tilt was entered or a hold ends sooner. */
export function stalled(
  state: State,
  away: { readonly lateMs: number; readonly clockJumpMs: number },
  now: number,
  out: Outbox,
): boolean {
  state.stalledAtMs = now;
  if (away.lateMs > 0) out.free({ kind: 'note', note: { kind: 'stalled', lateMs: away.lateMs } });
  const awayMs = away.lateMs + Math.max(0, away.clockJumpMs);
  const shortened = [...state.groups.values()].filter((group) => shortenHold(group, awayMs));
  const worstMs = Math.max(away.lateMs, Math.abs(away.clockJumpMs));
  if (worstMs <= state.timings.tiltTriggerMs) return shortened.length > 0;
  state.tiltSinceMs ??= now;
  state.tiltCount += 1;
  state.timers.arm(state.tiltEnd, now + state.timings.tiltPeriodMs);
  out.announce({ name: '+tilt' });
  return true;
}

/** TILT-1: at the end everything is judged anew. */
export function tiltEnds(state: State, now: number, out: Outbox): void {
  state.tiltSinceMs = null;
  state.tiltEndedAtMs = now;
  out.announce({ name: '-tilt' });
  for (const peer of state.peers.values()) reviewDown(state, peer, now, out);
  for (const group of state.groups.values()) {
    for (const { node } of group.replicas.values()) reviewDown(state, node, now, out);
    for (const node of [...group.candidates.values()]) reviewDown(state, node, now, out);
    reviewDown(state, group.master, now, out);
  }
}
