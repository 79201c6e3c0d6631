// What a peer says in a hello (HELLO-n): that it exists, where it is, the epoch, and who it holds
// to be the master. Most hellos bring nothing new and must cost next to nothing.

import type { Address } from '../address.ts';
import { isWithinReason, laterEpoch } from '../epoch.ts';
import type { Hello } from '../facts.ts';
import { dropEndpoint, join, leave, newPeer, nodeSubject, peerSubject } from '../instances.ts';
import { mentioned } from '../look-ups.ts';
import { isName, nodeAt, sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { below } from '../random.ts';
import type { Reply } from '../requests.ts';
import { openLinks } from '../schedule/connect.ts';
import type { Group, Member, Peer, State } from '../state.ts';
import { adoptConfiguration } from '../trust/adopt.ts';
import { observeApplication, observeIdentity, refuseHello } from '../trust/applicants.ts';
import { observeClaim } from '../trust/claims.ts';
import { observeTwin } from '../trust/copied-id.ts';
import { admitEpoch } from '../trust/epochs.ts';
import { refuseInOurName, refuseNews } from '../trust/outright.ts';
import { isOurOwn } from '../trust/own-addresses.ts';
import { isSealed } from '../trust/seals.ts';
import { usableAddress } from '../usable-address.ts';
import { shareLineage } from './doubt.ts';

/** More peers than this are not kept in one group. */
export const MOST_PEERS = 100;

/** Returns the group that the hello is about, if it is one of ours and not our own message. */
export function observeHello(state: State, said: Hello, now: number, out: Outbox): Group | null {
  const group = state.groups.get(said.groupName);
  const isTrusting = state.settings.trust === 'off';
  if (group === undefined || (isTrusting && said.runId === state.myId)) return null;
  const peer = usableAddress(state, said.peer);
  const master = usableAddress(state, said.master);
  if (peer === null || master === null) {
    const address = peer === null ? said.peer : said.master;
    refuseNews(state, group, said, { code: 'unusable-address', address }, now, out);
    return null;
  }
  const hello = { ...said, peer, master };
  if (!isTrusting && isOurOwn(state, hello)) {
    if (hello.runId === state.myId) refuseInOurName(state, group, hello, now, out);
    // As two behind one NAT do: whoever goes there comes to us.
    else refuseHello(state, group, hello, { code: 'somebody-else' }, now, out);
    return null;
  }
  const epoch = laterEpoch(said.currentEpoch, said.configEpoch);
  if (!isWithinReason(epoch)) {
    refuseNews(state, group, hello, { code: 'epoch-too-large', epoch }, now, out);
    return null;
  }
  if (!isFound(state, group, hello, now, out)) return null;
  if (!isSealed(state, group, hello, now, out)) return null;
  const known = group.members.get(hello.runId);
  if (isTrusting || (known !== undefined && isAt(state, known, peer))) {
    return admitHello(state, hello, now, out);
  }
  observeApplication(state, group, hello, now, out);
  return null;
}

/** Its sender is at its address: what it says counts, with what TRUST-2 and TRUST-8 still ask. */
export function admitHello(state: State, hello: Hello, now: number, out: Outbox): Group | null {
  const group = state.groups.get(hello.groupName);
  if (group === undefined) return null;
  const member = memberFor(state, group, hello, now, out);
  if (member === null) return null;
  member.lastHelloMs = now;
  const isNews = hello.configEpoch > group.configEpoch;
  // TRUST-2: nothing of it counts before its sender has said it, its epochs included.
  if (isNews && state.settings.trust !== 'off') observeClaim(state, member, hello, now, out);
  else {
    const epoch = laterEpoch(hello.currentEpoch, hello.configEpoch);
    admitEpoch(state, member, epoch, now, out);
    if (isNews) adoptConfiguration(state, member, hello, now, out);
  }
  const isOurMaster = nodeAt(state, group, hello.master) === group.master;
  if (isOurMaster) shareLineage(group);
  noteDissent(member, hello, isOurMaster, now);
  return group;
}

/** DOCTOR-3. */
function noteDissent(
  { group, odd }: Member,
  { master, configEpoch }: Hello,
  isOurMaster: boolean,
  now: number,
): void {
  if (isOurMaster && configEpoch === group.configEpoch) odd.dissent = null;
  else odd.dissent = { master, configEpoch, sinceMs: odd.dissent?.sinceMs ?? now, lastMs: now };
}

/** TRUST-5, TRUST-12: somebody has said who it is. */
export function observeIntroduced(
  state: State,
  peer: Peer,
  reply: Extract<Reply, { kind: 'identify' }>,
  now: number,
  out: Outbox,
): Group | null {
  const believed = observeIdentity(state, peer, reply, now, out);
  if (believed === null) return null;
  const group = state.groups.get(believed.hello.groupName);
  if (group === undefined) return null;
  if (believed.hello.runId === state.myId) {
    observeTwin(state, group, believed, now, out);
    return group;
  }
  const admitted = admitHello(state, believed.hello, now, out);
  const member = group.members.get(believed.hello.runId);
  if (admitted !== null && member !== undefined) member.peer.standing = 'answered';
  return admitted;
}

/** NAME-5: who speaks of a name that we do not know is heard when it has been looked up; a peer
 *  only when it was found. */
function isFound(state: State, group: Group, hello: Hello, now: number, out: Outbox): boolean {
  const { peer, master, runId } = hello;
  const known = group.members.get(runId);
  if (isName(peer.host) && !(known !== undefined && isAt(state, known, peer))) {
    const name = mentioned(state, peer.host, now, out);
    if (name === null || name.ips.length === 0) return false;
  }
  if (!isName(master.host) || nodeAt(state, group, master) !== null) return true;
  return mentioned(state, master.host, now, out) !== null;
}

function isAt(state: State, member: Member, address: Address): boolean {
  return sameNode(state, member.peer.address, address);
}

function memberFor(
  state: State,
  group: Group,
  hello: Hello,
  now: number,
  out: Outbox,
): Member | null {
  const known = group.members.get(hello.runId);
  if (known !== undefined && isAt(state, known, hello.peer)) return known;
  evictAddress(state, group, hello, out);
  if (known !== undefined) return movePeer(state, known, hello, now, out);
  if (group.members.size >= MOST_PEERS && !evictDead(state, group, out)) return null;
  const peer = state.peers.get(hello.runId);
  if (peer !== undefined && !sameNode(state, peer.address, hello.peer)) {
    for (const member of peer.members.values()) {
      movePeer(state, member, hello, now, out);
      break;
    }
  }
  const current = state.peers.get(hello.runId) ?? meetPeer(state, hello, now);
  const member = join(group, current, now);
  current.answeredAtMs = now;
  openLinks(state, current, now, out);
  state.timers.arm(member.greet, now + below(state.random, state.timings.publishPeriodMs));
  out.announce({ name: '+sentinel', subject: peerSubject(current, group) });
  out.saveSoon();
  return member;
}

/** FENCE-8: so far we have nothing but its word. */
function meetPeer(state: State, { runId, peer: address }: Hello, now: number): Peer {
  const peer = newPeer(state, runId, address, now);
  peer.standing = 'on-its-word';
  return peer;
}

/** HELLO-3: the same peer at another address; all groups that it shares with us follow. */
function movePeer(state: State, member: Member, hello: Hello, now: number, out: Outbox): Member {
  const old = member.peer;
  const { group } = member;
  const { runId } = old;
  out.announce({
    name: '+sentinel-address-switch',
    subject: nodeSubject(group.master),
    to: hello.peer,
    runId,
  });
  dropEndpoint(state, old, out);
  const moved = newPeer(state, runId, hello.peer, now);
  moved.downAfterMs = old.downAfterMs;
  moved.answeredAtMs = now;
  moved.standing = old.standing;
  for (const each of old.members.values()) {
    each.peer = moved;
    each.downSinceMs = null;
    moved.members.set(each.group.name, each);
  }
  openLinks(state, moved, now, out);
  if (moved.members.size > 1) {
    const subject = peerSubject(moved, group);
    out.announce({ name: '+sentinel-address-update', subject, count: moved.members.size - 1 });
  }
  out.saveSoon();
  return member;
}

/** HELLO-3: another Sentinel has taken the address of one that we knew: that one is gone. */
function evictAddress(state: State, group: Group, hello: Hello, out: Outbox): void {
  for (const peer of [...state.peers.values()]) {
    if (peer.runId === hello.runId || !sameNode(state, peer.address, hello.peer)) continue;
    const members = [...peer.members.values()];
    const seenIn = members.some((member) => member.group === group) ? group : members[0]?.group;
    if (seenIn === undefined) continue;
    out.announce({ name: '+sentinel-invalid-addr', subject: peerSubject(peer, seenIn) });
    for (const member of members) leave(state, member, out);
    out.saveSoon();
  }
}

/** Ids that change at each restart leave ghosts behind: the one that is down longest makes room.
 *  False when none is down. */
function evictDead(state: State, group: Group, out: Outbox): boolean {
  let oldest: Member | null = null;
  for (const member of group.members.values()) {
    if (member.downSinceMs === null) continue;
    if (oldest === null || member.downSinceMs < (oldest.downSinceMs ?? 0)) oldest = member;
  }
  if (oldest === null) return false;
  leave(state, oldest, out);
  return true;
}
