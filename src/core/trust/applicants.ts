// Whoever says to be a Sentinel that we do not know at that address (TRUST-5 to TRUST-7): it is
// asked there who it is before it counts in any majority, moves a peer or takes a peer's place.

import { type Address, addressKey } from '../address.ts';
import type { Subject } from '../event.ts';
import type { Hello, Identity } from '../facts.ts';
import { dropEndpoint, newLonePeer } from '../instances.ts';
import { nodeAt, sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { openLinks } from '../schedule/connect.ts';
import { askIdentity } from '../schedule/send.ts';
import type { Group, Peer, State } from '../state.ts';
import { timer } from '../timers.ts';
import { CONFIRM_PATIENCE_MS } from './claims.ts';
import type { Applicant, Doubt } from './doubts.ts';
import { refuse, wasJustRefused } from './refuse.ts';

/** Applicants at a time; a later hello brings whoever was passed over. */
const MOST_APPLICANTS = 100;
/** TRUST-7: whoever cannot be reached, but has said so often for so long that it is there, is
 *  counted all the same: a partition may hide it. */
const STEADY_TIMES = 10;
const STEADY_MS = 30_000;

/** TRUST-5: called for a hello whose sender is not known at its address. */
export function observeApplication(
  state: State,
  group: Group,
  hello: Hello,
  now: number,
  out: Outbox,
): void {
  const { runId, peer: address } = hello;
  if (wasHelloJustRefused(state, group, hello, now)) return;
  const key = applicantKey(runId, address);
  const known = state.doubts.applicants.get(key);
  if (known !== undefined) {
    const isNew = !known.hellos.has(group.name);
    known.hellos.set(group.name, hello);
    if (isNew) askIdentity(known.peer, group.name, out);
    return;
  }
  if (state.doubts.applicants.size >= MOST_APPLICANTS) {
    refuseHello(state, group, hello, { code: 'too-many' }, now, out);
    return;
  }
  begin(state, group, hello, now, out);
}

function begin(state: State, group: Group, hello: Hello, now: number, out: Outbox): void {
  const { runId, peer: address } = hello;
  const known = state.peers.get(runId);
  const isKnownPeer = known !== undefined && sameNode(state, known.address, address);
  const peer = isKnownPeer ? known : newLonePeer(runId, address, now);
  const key = applicantKey(runId, address);
  const applicant: Applicant = {
    ...{ key, runId, peer, isKnownPeer, rival: null },
    hellos: new Map([[group.name, hello]]),
    deadline: timer({ kind: 'applicant', key }),
  };
  state.doubts.applicants.set(key, applicant);
  state.timers.arm(applicant.deadline, now + CONFIRM_PATIENCE_MS);
  if (isKnownPeer) askIdentity(peer, group.name, out);
  else {
    peer.applicant = applicant;
    openLinks(state, peer, now, out);
    if (known !== undefined) askIdentity(known, group.name, out);
  }
}

/** The link to it stands. */
export function applicantReached({ peer, hellos }: Applicant, out: Outbox): void {
  for (const groupName of hellos.keys()) askIdentity(peer, groupName, out);
}

/** What an answer decides: the hellos that are believed from now on. */
export function observeIdentity(
  state: State,
  peer: Peer,
  reply: Extract<Reply, { kind: 'identify' }>,
  now: number,
  out: Outbox,
): { readonly hello: Hello; readonly identity: Identity } | null {
  const { identity, request, refusals } = reply;
  const applicant = state.doubts.applicants.get(applicantKey(peer.runId, peer.address));
  if (applicant === undefined || applicant.peer !== peer) {
    hearRival(state, peer, identity);
    return null;
  }
  const group = state.groups.get(request.groupName);
  const hello = applicant.hellos.get(request.groupName);
  if (group === undefined || hello === undefined) return null;
  // Its rival was asked on a link that stood before: it is given the time of this question.
  const doubt = doubtOf(state, group, hello, { identity, isTurnedAway: refusals !== undefined });
  if (doubt === null && hasRival(applicant, identity)) {
    refuseHello(state, group, hello, { code: 'copied-id' }, now, out);
  } else if (doubt !== null) refuseHello(state, group, hello, doubt, now, out);
  settle(state, applicant, request.groupName, out);
  return doubt === null && !hasRival(applicant, identity) ? { hello, identity } : null;
}

/** Time is up: TRUST-7. Returns the hellos that are believed all the same. */
export function applicantOverdue(
  state: State,
  key: string,
  now: number,
  out: Outbox,
): readonly Hello[] {
  const applicant = state.doubts.applicants.get(key);
  if (applicant === undefined) return [];
  const believed: Hello[] = [];
  for (const [groupName, hello] of [...applicant.hellos]) {
    const group = state.groups.get(groupName);
    if (group !== undefined) {
      const doubt: Doubt = { code: 'nobody-there' };
      const { sinceMs, times } = refuseHello(state, group, hello, doubt, now, out);
      const isSteady = times >= STEADY_TIMES && now - sinceMs >= STEADY_MS;
      if (isSteady && isFree(state, group, hello)) believed.push(hello);
    }
    settle(state, applicant, groupName, out);
  }
  return believed;
}

/** Nothing is remembered of an applicant all of whose hellos are settled. */
function settle(state: State, applicant: Applicant, groupName: string, out: Outbox): void {
  applicant.hellos.delete(groupName);
  if (applicant.hellos.size > 0) return;
  state.doubts.applicants.delete(applicant.key);
  state.timers.disarm(applicant.deadline);
  if (!applicant.isKnownPeer) dropEndpoint(state, applicant.peer, out);
}

/** TRUST-5. Who turns us away is there, and must not be missing from a majority; but no node of the
 *  group is a Sentinel. */
function doubtOf(
  state: State,
  group: Group,
  hello: Hello,
  said: { readonly identity: Identity; readonly isTurnedAway: boolean },
): Doubt | null {
  const { runId, peer } = hello;
  const { identity, isTurnedAway } = said;
  if (nodeAt(state, group, peer) !== null) return { code: 'somebody-else' };
  if (identity.runId !== null && identity.runId !== runId) return { code: 'somebody-else' };
  if (isTurnedAway) {
    const isProven = identity.runId !== null || isFree(state, group, hello);
    return isProven || isKnownThere(state, hello) ? null : { code: 'somebody-else' };
  }
  if (identity.watchesGroup) return null;
  // Before 6.2 a Sentinel does not tell its id.
  return { code: identity.runId === null ? 'somebody-else' : 'other-group' };
}

/** TRUST-6: the one that we know by the same id is there as well, and for all that they tell it is
 *  another process. */
function hasRival({ rival }: Applicant, { processId }: Identity): boolean {
  return rival !== null && (processId === null || rival.processId !== processId);
}

function hearRival(state: State, peer: Peer, identity: Identity): void {
  if (identity.runId !== peer.runId) return;
  for (const applicant of state.doubts.applicants.values()) {
    if (applicant.runId === peer.runId) applicant.rival = identity;
  }
}

function isKnownThere(state: State, { runId, peer }: Hello): boolean {
  const known = state.peers.get(runId);
  return known !== undefined && sameNode(state, known.address, peer);
}

/** No peer that we know is moved or evicted by somebody that we cannot reach, or that does not say
 *  who it is. */
function isFree(state: State, group: Group, { runId, peer }: Hello): boolean {
  if (state.peers.has(runId) || runId === state.myId) return false;
  for (const member of group.members.values()) {
    if (sameNode(state, member.peer.address, peer)) return false;
  }
  return nodeAt(state, group, peer) === null;
}

export function refuseHello(
  state: State,
  group: Group,
  hello: Hello,
  doubt: Doubt,
  now: number,
  out: Outbox,
): ReturnType<typeof refuse> {
  const subject: Subject = {
    ...{ type: 'sentinel', name: hello.runId, address: hello.peer },
    group: { name: group.name, address: group.master.address },
  };
  return refuse(state, { key: refusalKey(group, hello), subject, doubt }, now, out);
}

export function wasHelloJustRefused(
  state: State,
  group: Group,
  hello: Hello,
  now: number,
): boolean {
  return wasJustRefused(state, refusalKey(group, hello), now);
}

function applicantKey(runId: string, address: Address): string {
  return `${runId} ${addressKey(address)}`;
}

function refusalKey(group: Group, { runId, peer }: Hello): string {
  return `hello ${runId} ${addressKey(peer)} ${group.name}`;
}
