// Is an instance down in our own eyes? Judged at the very deadline, from unanswered probes alone
// (SDOWN-1): a refused connection proves nothing. Announces the change; what follows from it for
// the group is decided elsewhere.

import { nodeSubject, peerSubject } from '../instances.ts';
import { dropCandidate } from '../observe/candidates.ts';
import type { Outbox } from '../outbox.ts';
import type { DataNode, Endpoint, Member, Peer, State } from '../state.ts';
import { isCandidate, isMaster } from '../state.ts';

/** Compares what is known with the deadlines and arms the nearest one. Safe to call at any time. */
export function reviewDown(state: State, endpoint: Endpoint, now: number, out: Outbox): void {
  if (state.tiltSinceMs !== null) return;
  if (endpoint.kind === 'peer') reviewPeer(state, endpoint, now, out);
  else reviewNode(state, endpoint, now, out);
}

function reviewNode(state: State, node: DataNode, now: number, out: Outbox): void {
  const deadline = nodeDeadline(state, node);
  if (deadline !== null && deadline <= now) {
    state.timers.disarm(node.down);
    if (isCandidate(node)) dropCandidate(state, node, out);
    else if (node.downSinceMs === null) nodeWentDown(node, now, out);
    return;
  }
  if (deadline === null) state.timers.disarm(node.down);
  else state.timers.arm(node.down, deadline);
  if (node.downSinceMs !== null) nodeCameBack(node, out);
}

/** When the node will be down if nothing changes (SDOWN-1, SDOWN-2, SDOWN-3). */
function nodeDeadline(state: State, node: DataNode): number | null {
  const { downAfterMs, masterRebootDownAfterMs } = node.group.options;
  let deadline = Number.POSITIVE_INFINITY;
  if (node.unansweredSinceMs !== null) deadline = node.unansweredSinceMs + downAfterMs;
  if (isMaster(node)) {
    if (node.roleReported === 'slave' && node.infoAtMs !== null) {
      const wrongRoleMs = downAfterMs + 2 * state.timings.infoPeriodMs;
      deadline = Math.min(deadline, node.roleReportedAtMs + wrongRoleMs);
    }
    if (node.rebootedAtMs !== null && masterRebootDownAfterMs > 0) {
      deadline = Math.min(deadline, node.rebootedAtMs + masterRebootDownAfterMs);
    }
  }
  return deadline === Number.POSITIVE_INFINITY ? null : deadline;
}

function nodeWentDown(node: DataNode, now: number, out: Outbox): void {
  node.downSinceMs = now;
  node.lastDownMs = now;
  out.announce({ name: '+sdown', subject: nodeSubject(node) });
}

function nodeCameBack(node: DataNode, out: Outbox): void {
  node.downSinceMs = null;
  node.scriptKillSent = false;
  out.announce({ name: '-sdown', subject: nodeSubject(node) });
}

/** A peer is judged once for each group, since each has a down-after of its own. The single timer
 *  stands at the nearest of these deadlines; nothing is done per group while it answers. */
function reviewPeer(state: State, peer: Peer, now: number, out: Outbox): void {
  const since = peer.unansweredSinceMs;
  if (since === null) {
    state.timers.disarm(peer.down);
    if (peer.anyDown) peerCameBack(peer, out);
    return;
  }
  if (since + peer.downAfterMs > now) {
    if (peer.downAfterMs < Number.POSITIVE_INFINITY) {
      state.timers.arm(peer.down, since + peer.downAfterMs);
    }
    return;
  }
  let next = Number.POSITIVE_INFINITY;
  for (const member of peer.members.values()) {
    const deadline = since + member.group.options.downAfterMs;
    if (deadline > now) next = Math.min(next, deadline);
    else if (member.downSinceMs === null) memberWentDown(member, now, out);
  }
  if (next < Number.POSITIVE_INFINITY) state.timers.arm(peer.down, next);
}

function memberWentDown(member: Member, now: number, out: Outbox): void {
  const { peer, group } = member;
  member.downSinceMs = now;
  peer.anyDown = true;
  out.announce({ name: '+sdown', subject: peerSubject(peer, group) });
}

function peerCameBack(peer: Peer, out: Outbox): void {
  peer.anyDown = false;
  for (const member of peer.members.values()) {
    if (member.downSinceMs === null) continue;
    member.downSinceMs = null;
    out.announce({ name: '-sdown', subject: peerSubject(peer, member.group) });
  }
}
