// Two Sentinels with one id, as copied folders and machine images make them (TRUST-12, TRUST-13).
// They would pass for one: each takes the other's votes for its own. The younger one takes another
// id; the votes that it gave under the old one stay given.

import type { Subject } from '../event.ts';
import type { Hello, Identity } from '../facts.ts';
import type { Outbox } from '../outbox.ts';
import { greetAll } from '../schedule/beat.ts';
import type { Group, State } from '../state.ts';
import { rememberOwnAddress } from './own-addresses.ts';

/** Uptimes are told in whole seconds, and asking takes a while. Within the shorter time the larger
 *  process id gives way, and it does so up to the longer one: in between, where the two may not
 *  work out the same, both give way rather than neither. */
const SURELY_YOUNGER_SECONDS = 2;
const SURELY_OLDER_SECONDS = 6;
const SECOND_MS = 1_000;

/** Who answers at that address says that it has our id. */
export function observeTwin(
  state: State,
  group: Group,
  twin: { readonly hello: Hello; readonly identity: Identity },
  now: number,
  out: Outbox,
): void {
  const { hello, identity } = twin;
  const { processId } = identity;
  if (processId === null) return;
  if (processId === state.processId) return rememberOwnAddress(state, hello.peer);
  const isGivingWay = state.spareId !== null && givesWay(state, identity, now);
  const subject: Subject = {
    ...{ type: 'sentinel', name: state.myId, address: hello.peer },
    group: { name: group.name, address: group.master.address },
  };
  out.announce({ name: '+copied-id', subject, isGivingWay });
  if (isGivingWay) takeNewId(state, now, out);
}

/** True for one of the two at least; who cannot change its id never gives way. */
function givesWay(state: State, twin: Identity, now: number): boolean {
  if (!twin.isVedette || twin.uptimeSeconds === null || twin.processId === null) return true;
  const olderBySeconds = (now - state.startedAtMs) / SECOND_MS - twin.uptimeSeconds;
  return state.processId > twin.processId
    ? olderBySeconds < SURELY_OLDER_SECONDS
    : olderBySeconds < -SURELY_YOUNGER_SECONDS;
}

/** TRUST-13. The epochs of our votes stay, so that none is given again; for whom they were is not
 *  said any more, or a candidate would count them under both ids. */
function takeNewId(state: State, now: number, out: Outbox): void {
  const { spareId, myId } = state;
  if (spareId === null) return;
  state.spareId = null;
  state.myId = spareId;
  state.revision += 1;
  for (const group of state.groups.values()) {
    group.vote = { epoch: group.vote.epoch, leader: null };
    group.voteRevision = state.revision;
  }
  out.saveNow();
  out.announceHeld({ name: '+new-id', oldId: myId, newId: spareId });
  for (const group of state.groups.values()) greetAll(state, group, now, out);
}
