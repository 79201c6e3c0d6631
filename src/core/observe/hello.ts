// What a peer says in a hello (HELLO-n): that it exists, where it is, the epoch, and who it holds
// to be the master. Most hellos bring nothing new and must cost next to nothing.

import type { Address } from '../address.ts';
import { adoptEpoch } from '../elect/vote.ts';
import { isWithinReason, laterEpoch } from '../epoch.ts';
import type { Hello } from '../facts.ts';
import { recordSwitch } from '../failover/complete.ts';
import { giveUpHandOver } from '../failover/hand-over.ts';
import { announceSwitch, switchMaster } from '../failover/switch.ts';
import { rememberSeen } from '../history.ts';
import { dropEndpoint, join, leave, newPeer, nodeSubject, peerSubject } from '../instances.ts';
import { mentioned } from '../look-ups.ts';
import { isName, nodeAt, sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { below } from '../random.ts';
import { greetAll } from '../schedule/beat.ts';
import { openLinks } from '../schedule/connect.ts';
import type { Group, Member, State } from '../state.ts';
import { usableAddress } from '../usable-address.ts';

/** More peers than this are not kept in one group. */
export const MOST_PEERS = 100;

/** Returns the group that the hello is about, if it is one of ours and not our own message. */
export function observeHello(state: State, said: Hello, now: number, out: Outbox): Group | null {
  const group = state.groups.get(said.groupName);
  if (group === undefined || said.runId === state.myId) return null;
  const peer = usableAddress(state, said.peer);
  const master = usableAddress(state, said.master);
  if (peer === null || master === null) return null;
  if (!isWithinReason(laterEpoch(said.currentEpoch, said.configEpoch))) return null;
  if (!isFound(state, group, { ...said, peer, master }, now, out)) return null;
  const hello = { ...said, peer, master };
  const member = memberFor(state, group, hello, now, out);
  if (member === null) return null;
  member.lastHelloMs = now;
  adoptEpoch(state, group, laterEpoch(hello.currentEpoch, hello.configEpoch), out);
  if (hello.configEpoch > group.configEpoch) adoptConfiguration(state, member, hello, now, out);
  return group;
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
  if (known !== undefined) return movePeer(state, known, hello, now, out);
  evictAddress(state, group, hello, out);
  if (group.members.size >= MOST_PEERS && !evictDead(state, group, out)) return null;
  const peer = state.peers.get(hello.runId);
  if (peer !== undefined && !sameNode(state, peer.address, hello.peer)) {
    for (const member of peer.members.values()) {
      movePeer(state, member, hello, now, out);
      break;
    }
  }
  const current = state.peers.get(hello.runId) ?? newPeer(state, hello.runId, hello.peer, now);
  const member = join(group, current, now);
  openLinks(state, current, now, out);
  state.timers.arm(member.greet, now + below(state.random, state.timings.publishPeriodMs));
  out.announce({ name: '+sentinel', subject: peerSubject(current, group) });
  out.saveSoon();
  return member;
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
  for (const { peer } of [...group.members.values()]) {
    if (peer.runId === hello.runId || !sameNode(state, peer.address, hello.peer)) continue;
    out.announce({ name: '+sentinel-invalid-addr', subject: peerSubject(peer, group) });
    for (const member of [...peer.members.values()]) leave(state, member, out);
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

/** HELLO-5: the highest config epoch is right. */
function adoptConfiguration(
  state: State,
  member: Member,
  hello: Hello,
  now: number,
  out: Outbox,
): void {
  const { group } = member;
  const from = group.master.address;
  giveUpHandOver(state, group, { code: 'aborted', cause: 'newer-configuration' }, now, out);
  group.configEpoch = hello.configEpoch;
  // NAME-1: another spelling of the same node is no switch.
  if (nodeAt(state, group, hello.master) === group.master) {
    state.revision += 1;
    out.saveNow();
    return;
  }
  out.announceHeld({ name: '+config-update-from', subject: peerSubject(member.peer, group) });
  rememberSeen(state, group, { to: hello.master, epoch: hello.configEpoch }, now, out);
  switchMaster(state, group, hello.master, now, out);
  recordSwitch(state, group, { from, role: 'observer' }, out);
  announceSwitch(group, out);
  greetAll(state, group, now, out);
}
