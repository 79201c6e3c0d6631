// SENTINEL CONFIG SET (OPERATOR-8): what holds for all groups, changed while we run. Values were
// checked before they come here. The log level is not the core's.

import { isName, placeOf } from '../names.ts';
import type { OperatorOutcome } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import { hurryBeat } from '../schedule/beat.ts';
import { introduceAnew } from '../schedule/introduce-anew.ts';
import type { GlobalSettings } from '../settings.ts';
import type { State } from '../state.ts';

export function configure(
  state: State,
  changes: Partial<GlobalSettings>,
  now: number,
  out: Outbox,
): OperatorOutcome {
  if (changes.resolveHostnames === false && hasLostName(state)) {
    return { kind: 'failed', code: 'name-in-use' };
  }
  const { sentinelUser, sentinelPass, announceIp, announcePort } = state.settings;
  state.settings = { ...state.settings, ...changes };
  const after = state.settings;
  if (after.sentinelUser !== sentinelUser || after.sentinelPass !== sentinelPass) {
    for (const peer of state.peers.values()) introduceAnew(state, peer, now, out);
  }
  // FENCE-2: with a fence they are asked, and greeted, more often.
  for (const peer of state.peers.values()) hurryBeat(state, peer, now);
  for (const { master } of state.groups.values()) hurryBeat(state, master, now);
  // Who stands there from now on is somebody else.
  const isMoved = after.announceIp !== announceIp || after.announcePort !== announcePort;
  if (isMoved) state.doubts.ownAddresses.clear();
  return { kind: 'done' };
}

/** A file without names could not hold a master of which only the name is known. */
function hasLostName(state: State): boolean {
  for (const { master } of state.groups.values()) {
    if (isName(placeOf(state, master.address).host)) return true;
  }
  return false;
}
