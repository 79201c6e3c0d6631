// The leader's work after the switch: the other replicas are told to follow the new master, no more
// than parallel-syncs of them at a time (FOLLOW-n). It delays nobody and ends by its own deadlines.

import { type Address, sameAddress } from '../address.ts';
import { rememberFollowed } from '../history.ts';
import { holdOf, isHeld } from '../hold.ts';
import { masterSubject, nodeSubject } from '../instances.ts';
import { sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { askInfo, reconfigure } from '../schedule/send.ts';
import type { DataNode, Following, Group, Replica, State } from '../state.ts';
import { isForeign, isSameProcess } from '../state.ts';
import { giveUpHandOver, reviewHandOver } from './hand-over.ts';

/** How often a replica that was told to follow is asked how far it is. */
const WATCH_MS = 200;
/** So many usual writes have to fit into what is left of a hold, or none is waited for. */
const WRITES_WITHIN_HOLD = 4;

export function advanceFollowing(state: State, group: Group, now: number, out: Outbox): void {
  const { following } = group;
  if (following === null) return;
  // FOLLOW-1: another failover has the field; only its switch ends this.
  if (group.failover !== null) return;
  const replicas = [...group.replicas.values()].filter(
    ({ node }) => !isSameProcess(node) && !isForeign(node) && !isLeftToRepair(node),
  );
  // TILT-2: who was away does not know any more who should follow whom.
  if (state.tiltSinceMs !== null) return giveUp(state, group, [], now, out);
  for (const replica of replicas) review(state, replica, now, out);
  if (now - following.startedAtMs >= group.options.failoverTimeoutMs) {
    return giveUp(state, group, replicas, now, out);
  }
  tellNext(state, group, replicas, now, out);
  const handOverEndsAtMs = reviewHandOver(state, group, now, out);
  // FOLLOW-4: the end, when all that can be reached have followed.
  const isDone = ({ node, follow }: Replica): boolean =>
    follow.stage === 'done' || node.downSinceMs !== null;
  if (handOverEndsAtMs === null && replicas.every(isDone)) {
    out.announceHeld({ name: '+failover-end', subject: masterSubject(group) });
    return endFollowing(state, group, now, out);
  }
  arm(state, group, following, now);
  if (handOverEndsAtMs !== null && (group.followTimer.atMs ?? 0) > handOverEndsAtMs) {
    state.timers.arm(group.followTimer, handOverEndsAtMs);
  }
}

/** HEAL-4: the master that was replaced was away and is back as a master. Who was away may have
 *  been ourselves: others are asked before it is told anything. */
export function isLeftToRepair({ key, group, command, replaced }: DataNode): boolean {
  if (replaced === null || command.stage.kind !== 'up') return false;
  if (group.replicas.get(key)?.follow.stage !== 'none') return false;
  return command.stage.sinceMs > replaced.sinceMs;
}

/** The moment to look again: asks those that are on their way how far they are. */
export function followDue(group: Group, out: Outbox): void {
  for (const { node, follow } of group.replicas.values()) {
    if (follow.stage === 'sent' || follow.stage === 'inprog') askInfo(node, out);
  }
}

/** PROMOTE-1: a part of the transaction was refused; SLAVEOF alone may be permitted. */
export function followPlainly(state: State, node: DataNode, to: Address, out: Outbox): void {
  if (!sameNode(state, to, node.group.master.address)) return;
  reconfigure(node, { follow: to, plain: true }, out);
}

/** FOLLOW-2, FOLLOW-3. */
function review(state: State, replica: Replica, now: number, out: Outbox): void {
  const { node } = replica;
  const subject = nodeSubject(node);
  const { info } = node;
  const fresh = (node.infoAtMs ?? Number.NEGATIVE_INFINITY) >= replica.follow.sinceMs;
  if (replica.follow.stage === 'sent' && fresh && follows(state, node)) {
    replica.follow = { stage: 'inprog', sinceMs: now };
    out.announceHeld({ name: '+slave-reconf-inprog', subject });
  }
  if (replica.follow.stage === 'inprog' && follows(state, node) && info?.masterLinkUp === true) {
    replica.follow = { stage: 'done', sinceMs: now };
    out.announceHeld({ name: '+slave-reconf-done', subject });
    out.announceHeld({ name: '+replica-reconf-done', subject });
  }
  const waitedMs = now - replica.follow.sinceMs;
  if (replica.follow.stage === 'sent' && waitedMs >= state.timings.slaveReconfTimeoutMs) {
    // Counts as done: heal/ goes on with it, and it holds nobody else up.
    replica.follow = { stage: 'done', sinceMs: now };
    out.announceHeld({ name: '-slave-reconf-sent-timeout', subject });
  }
}

/** The master that was just replaced comes first and is not counted: it takes writes until then.
 *  Any other node that says it is a master is left to HEAL-1. */
function tellNext(
  state: State,
  group: Group,
  replicas: readonly Replica[],
  now: number,
  out: Outbox,
): void {
  const replaced = replicas.find((replica) => isReplaced(replica));
  if (replaced !== undefined) tell(state, replaced, now, out);
  let free = group.options.parallelSyncs;
  for (const replica of replicas) {
    const { node, follow } = replica;
    if (node.downSinceMs === null && isBusy(follow.stage) && !isReplaced(replica)) free -= 1;
  }
  for (const replica of replicas) {
    if (free <= 0) return;
    if (replica.node.roleReported === 'slave' && tell(state, replica, now, out)) free -= 1;
  }
}

/** False when there is nothing to tell, or nobody to tell it to. */
function tell(state: State, replica: Replica, now: number, out: Outbox): boolean {
  const { node, follow } = replica;
  if (follow.stage !== 'none' || node.downSinceMs !== null) return false;
  const { master } = node.group;
  const when = canWait(state, node, now) ? 'all-saved' : 'epoch-saved';
  if (!reconfigure(node, { follow: master.address, plain: false }, out, when)) return false;
  replica.follow = { stage: 'sent', sinceMs: now };
  out.announceHeld({ name: '+slave-reconf-sent', subject: nodeSubject(node) });
  return true;
}

/** HANDOVER-6: if this process ended before it has told anybody of the switch, a master that is a
 *  replica already would be missed; one that still holds its writes goes on. */
function canWait({ writeTakesMs }: State, node: DataNode, now: number): boolean {
  const { handOver } = node.group;
  const hold = handOver === null || !isHeld(node) ? null : holdOf(handOver);
  return hold !== null && hold.endsAtMs - now >= WRITES_WITHIN_HOLD * writeTakesMs;
}

function isReplaced({ node }: Replica): boolean {
  const { lastSwitch } = node.group;
  return lastSwitch !== null && sameAddress(node.address, lastSwitch.from);
}

/** FOLLOW-4: the time is over; the rest is told once more, without waiting. */
function giveUp(
  state: State,
  group: Group,
  replicas: readonly Replica[],
  now: number,
  out: Outbox,
): void {
  const subject = masterSubject(group);
  out.announceHeld({ name: '+failover-end-for-timeout', subject });
  out.announceHeld({ name: '+failover-end', subject });
  for (const { node, follow } of replicas) {
    if (follow.stage !== 'none') continue;
    if (!reconfigure(node, { follow: group.master.address, plain: false }, out)) continue;
    out.announceHeld({ name: '+slave-reconf-sent-be', subject: nodeSubject(node) });
  }
  endFollowing(state, group, now, out);
}

function endFollowing(state: State, group: Group, now: number, out: Outbox): void {
  rememberFollowed(group, now, out);
  // HANDOVER-8: nobody looks at it any more.
  giveUpHandOver(state, group, { code: 'too-late' }, now, out);
  group.following = null;
  state.timers.disarm(group.followTimer);
  for (const replica of group.replicas.values()) {
    replica.follow = { stage: 'none', sinceMs: replica.follow.sinceMs };
  }
}

function arm(state: State, group: Group, following: Following, now: number): void {
  // Facts arrive more often than it is looked at: an armed look stays where it is.
  if (group.followTimer.atMs !== null) return;
  const end = following.startedAtMs + group.options.failoverTimeoutMs;
  state.timers.arm(group.followTimer, Math.min(end, now + WATCH_MS));
}

function follows(state: State, node: DataNode): boolean {
  const { info, group } = node;
  if (info === null || info.masterHost === null || info.masterPort === null) return false;
  const followed = { host: info.masterHost, port: info.masterPort };
  return sameNode(state, followed, group.master.address);
}

function isBusy(stage: Replica['follow']['stage']): boolean {
  return stage === 'sent' || stage === 'inprog';
}
