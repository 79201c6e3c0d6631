// A master that was replaced and still says it is one takes writes that will be lost. It is demoted
// as soon as a majority confirms that it is old (HEAL-4), where HEAL-1 would wait. Whoever was
// away or has an old file finds no majority, and waits.

import { isHeld } from '../hold.ts';
import { nodeSubject } from '../instances.ts';
import { sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { askEpochOf, askInfo, askMasterOf, reconfigure } from '../schedule/send.ts';
import {
  countVoters,
  type DataNode,
  type Group,
  type Member,
  type Peer,
  type State,
} from '../state.ts';
import type { Replaced } from './known.ts';
import { mayRepair } from './may-repair.ts';

/** What somebody said counts for so long, from the question on. */
const CONFIRMATION_LIFE_MS = 2_000;
/** A master that never went away is for so long left to the leader, who may be handing it over. */
const LEADER_FIRST_MS = 1_000;
/** The peers are asked no more often than this about one node. */
const ASK_PAUSE_MS = 200;
/** How often a returned master is asked for INFO, and for how long; later, every second. */
const WATCH_MS = 100;
const WATCHED_FOR_MS = 3_000;

/** HEAL-4: called for each INFO of a node that says it is a master where the group has another. */
export function observeReturn(state: State, node: DataNode, now: number, out: Outbox): void {
  const { replaced, group } = node;
  if (replaced === null || isLoading(node) || !isBack(node, replaced, now)) return;
  if (replaced.askedAtMs !== null && now - replaced.askedAtMs < ASK_PAUSE_MS) return;
  replaced.askedAtMs = now;
  askInfo(group.master, out);
  for (const member of group.members.values()) {
    // Ahead of the other question: by the answer to that, this one's is known.
    if (isElectionOpen(state, now)) askEpochOf(state, member, now, out);
    askMasterOf(member, now, out);
  }
}

/** HEAL-4: called for each INFO of a node that is no master of ours. What is missing may
 *  be there in a moment; while it reads its data in it takes no commands. */
export function watchReturned(state: State, node: DataNode, now: number): void {
  const { stage } = node.command;
  if (node.replaced === null || node.roleReported !== 'master' || stage.kind !== 'up') return;
  const sinceMs = Math.max(stage.sinceMs, node.roleReportedAtMs);
  if (!isLoading(node) && now - sinceMs >= WATCHED_FOR_MS) return;
  state.timers.arm(node.beat, Math.min(node.beat.atMs ?? Number.POSITIVE_INFINITY, now + WATCH_MS));
}

/** HEAL-5: a peer's answer. */
export function observeConfirmation(
  state: State,
  peer: Peer,
  { request, ...said }: Extract<Reply, { kind: 'master-of' }>,
  now: number,
  out: Outbox,
): void {
  const member = peer.members.get(request.groupName);
  if (member === undefined) return;
  member.confirmed = { ...said, askedAtMs: request.askedAtMs };
  reviewReturned(state, member.group, now, out);
}

/** Demotes those that are surely old. */
export function reviewReturned(state: State, group: Group, now: number, out: Outbox): void {
  for (const { node } of group.replicas.values()) {
    if (node.replaced !== null) demoteIfOld(state, node, node.replaced, now, out);
  }
}

function demoteIfOld(
  state: State,
  node: DataNode,
  replaced: Replaced,
  now: number,
  out: Outbox,
): void {
  const { group } = node;
  const { stage } = node.command;
  if (node.roleReported !== 'master' || !isBack(node, replaced, now)) return;
  if (stage.kind !== 'up' || replaced.toldOn === stage.id || isLoading(node)) return;
  if (isInMotion(state, node, now) || !mayRepair(state, node, now)) return;
  if (!masterConfirms(node, replaced) || hasFollowed(node, group.master)) return;
  if (!isConfirmed(state, group, now)) return;
  if (!reconfigure(node, { follow: group.master.address, plain: false }, out)) return;
  replaced.toldOn = stage.id;
  node.roleReportedAtMs = now;
  out.announceHeld({ name: '+convert-to-slave', subject: nodeSubject(node) });
}

/** It takes no commands yet, and no writes. */
function isLoading({ info }: DataNode): boolean {
  return info?.loading === true;
}

function isBack({ command }: DataNode, { sinceMs }: Replaced, now: number): boolean {
  if (command.stage.kind !== 'up') return false;
  return command.stage.sinceMs > sinceMs || now - sinceMs >= LEADER_FIRST_MS;
}

/** HEAL-5: who we voted for may be promoting the very node. HANDOVER-6: the old master of a
 *  hand-over that was out of reach is still to be told before its hold ends. */
function isInMotion(state: State, node: DataNode, now: number): boolean {
  const { group } = node;
  const { failover, handOver, attempts } = group;
  const isWaiting = attempts.waitingFor !== null && now < attempts.notBeforeMs;
  const isDoubtful = [...group.members.values()].some(({ claims }) => claims.length > 0);
  if (isWaiting || isDoubtful) return true;
  if (failover !== null || (handOver !== null && !isHeld(node))) return true;
  return isElectionOpen(state, now) && !isOfAnotherGroup(state, group, now);
}

/** HEAL-5: somebody took an epoch, and no configuration of any group has come of it yet: it may be
 *  for this one. */
function isElectionOpen(state: State, now: number): boolean {
  if (now - state.epochSinceMs >= state.timings.electionTimeoutMs) return false;
  for (const { configEpoch } of state.groups.values()) {
    if (configEpoch >= state.currentEpoch) return false;
  }
  return true;
}

/** HEAL-5: of those who agree on the master more than half have given no vote in this group that
 *  may still elect somebody: what was taken is the epoch of another group, or of an attempt of ours
 *  that is over. */
function isOfAnotherGroup(state: State, group: Group, now: number): boolean {
  const isIdle = (epoch: bigint, leader: string | null): boolean =>
    epoch <= group.configEpoch || leader === state.myId;
  let idle = isIdle(group.vote.epoch, group.vote.leader) ? 1 : 0;
  for (const member of group.members.values()) {
    const { reported } = member;
    if (reported === null || reported.voteEpoch === null) continue;
    if (reported.atMs <= Math.max(now - CONFIRMATION_LIFE_MS, state.stalledAtMs)) continue;
    if (!isIdle(reported.voteEpoch, reported.votedFor) || !confirms(state, member, now)) continue;
    idle += 1;
  }
  return 2 * idle > countVoters(group);
}

/** HEAL-5: the new one has said, since the old one did, that it is the master, and was not down
 *  in between. */
function masterConfirms({ group: { master } }: DataNode, { askedAtMs }: Replaced): boolean {
  if (askedAtMs === null || master.infoAtMs === null) return false;
  if (master.lastDownMs !== null && master.lastDownMs >= askedAtMs) return false;
  return master.roleReported === 'master' && master.infoAtMs >= askedAtMs;
}

/** HEAL-4: who was a replica of the new master and is none any more was promoted after it. A
 *  server that does not tell of its history may have been. */
function hasFollowed({ info }: DataNode, master: DataNode): boolean {
  const followed = master.info?.history ?? null;
  return followed === null || info === null || info.formerHistory === followed;
}

/** HEAL-5: we and enough others, asked directly, agree on the master. */
function isConfirmed(state: State, group: Group, now: number): boolean {
  let agreeing = 1;
  for (const member of group.members.values()) {
    if (confirms(state, member, now)) agreeing += 1;
  }
  return 2 * agreeing > countVoters(group);
}

/** Whether it said so lately. */
export function confirms(state: State, { confirmed, group }: Member, now: number): boolean {
  if (confirmed === null || !confirmed.isCalm || confirmed.configEpoch < group.configEpoch)
    return false;
  const oldestMs = Math.max(now - CONFIRMATION_LIFE_MS, state.stalledAtMs);
  if (confirmed.askedAtMs <= oldestMs) return false;
  return sameNode(state, confirmed.master, group.master.address);
}
