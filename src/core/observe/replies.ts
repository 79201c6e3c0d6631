// Routes the answer to a request to whoever wanted it, by what was asked and who answered.

import { takeOpinion } from '../detect/objective.ts';
import { peerCheckedUp } from '../doctor/checkup.ts';
import type { ReconfigurationResult } from '../facts.ts';
import { followPlainly } from '../failover/follow.ts';
import { observeDemotion, observeHeldMaster, observeHold } from '../failover/hand-over.ts';
import { promotePlainly, promotionRefused } from '../failover/promote.ts';
import { observeVoter } from '../failover/rehearse.ts';
import { observeTrial } from '../failover/trial.ts';
import { observeFence } from '../fence/fence.ts';
import { observeReachable } from '../fence/vouch.ts';
import { repair } from '../heal/repair.ts';
import { observeConfirmation, reviewReturned } from '../heal/returned.ts';
import { observeForgotten } from '../operator/forget-everywhere.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply, Request } from '../requests.ts';
import {
  type DataNode,
  type Endpoint,
  type Group,
  isCandidate,
  isMaster,
  type Peer,
  type State,
} from '../state.ts';
import { observeMasterOf } from '../trust/claims.ts';
import { observeEpochReport } from '../trust/epochs.ts';
import { observeIntroduced } from './hello.ts';
import { observeInfo } from './info.ts';
import { observePing } from './signs.ts';
import { mergeTwins } from './twins.ts';

/** Returns the group that a peer's answer speaks of; null where the endpoint says it all. */
export function observeReply(
  state: State,
  endpoint: Endpoint,
  reply: Reply,
  now: number,
  out: Outbox,
): Group | null {
  switch (reply.kind) {
    case 'ping':
      observePing(endpoint, reply.verdict, now, out);
      return null;
    case 'info':
      if (endpoint.kind === 'peer') return null;
      observeInfo(state, endpoint, reply, now, out);
      if (isCandidate(endpoint)) return null;
      observeHeldMaster(endpoint);
      mergeTwins(state, endpoint, out);
      repair(state, endpoint, now, out);
      if (isMaster(endpoint)) reviewReturned(state, endpoint.group, now, out);
      return null;
    case 'master-of':
      return endpoint.kind === 'peer' ? observeMaster(state, endpoint, reply, now, out) : null;
    case 'identify':
      return endpoint.kind === 'peer' ? observeIntroduced(state, endpoint, reply, now, out) : null;
    case 'reaches':
      return endpoint.kind === 'peer' ? observeReachable(endpoint, reply, out) : null;
    case 'epoch-of': {
      if (endpoint.kind === 'node') return null;
      const member = endpoint.members.get(reply.request.groupName);
      if (member !== undefined) observeEpochReport(state, member, reply, now, out);
      return member?.group ?? null;
    }
    case 'ask':
      return endpoint.kind === 'peer' ? observeAnswer(state, endpoint, reply, now, out) : null;
    case 'reconfigure':
      if (endpoint.kind === 'node') observeReconfiguration(state, endpoint, reply, now, out);
      return null;
    case 'error':
      return observeError(state, endpoint, reply.request, now);
    case 'trial':
      if (endpoint.kind === 'node') observeTrial(state, endpoint, reply, out);
      return null;
    case 'hold':
      if (endpoint.kind === 'node') observeHold(endpoint, reply);
      return null;
    case 'forget':
      if (endpoint.kind === 'peer') observeForgotten(state, endpoint.runId, reply, out);
      return null;
    case 'fence':
      if (endpoint.kind === 'node') observeFence(endpoint, reply, now, out);
      return null;
    case 'hello':
    case 'lift':
    case 'keep-role':
    case 'kill-script':
      return null;
    default:
      return reply satisfies never;
  }
}

/** HEAL-5, TRUST-2. */
function observeMaster(
  state: State,
  peer: Peer,
  reply: Extract<Reply, { kind: 'master-of' }>,
  now: number,
  out: Outbox,
): Group | null {
  const member = peer.members.get(reply.request.groupName);
  if (member !== undefined) observeMasterOf(state, member, reply, now, out);
  observeConfirmation(state, peer, reply, now, out);
  return member?.group ?? null;
}

/** ASK-3: an opinion, and perhaps a vote. */
function observeAnswer(
  state: State,
  peer: Peer,
  reply: Extract<Reply, { kind: 'ask' }>,
  now: number,
  out: Outbox,
): Group | null {
  const member = peer.members.get(reply.request.groupName);
  if (member === undefined) return null;
  observeVoter(member, 'answers');
  peerCheckedUp(state, member);
  takeOpinion(state, member, reply, now, out);
  if (reply.request.candidate !== null && reply.request.epoch > member.answeredEpoch) {
    member.answeredEpoch = reply.request.epoch;
  }
  const { leader, leaderEpoch: epoch } = reply;
  if (leader === null) return member.group;
  if (member.vote?.epoch !== epoch) {
    out.free({ kind: 'note', note: { kind: 'voted', peer: peer.runId, leader, epoch } });
  }
  member.vote = { leader, epoch };
  return member.group;
}

/** PROMOTE-1: what was refused as a whole is tried once more in its plain form. */
function observeReconfiguration(
  state: State,
  node: DataNode,
  reply: Extract<Reply, { kind: 'reconfigure' }>,
  now: number,
  out: Outbox,
): void {
  const { request, result, wrote } = reply;
  if (result.kind === 'done') {
    if (request.lift) observeDemotion(state, node, wrote, now, out);
    return;
  }
  // TILT-2: in tilt nobody is told anything.
  const isRetried = !request.plain && state.tiltSinceMs === null;
  noteFailure(node, result, isRetried, out);
  const isForGood = request.plain && result.error === 'refused';
  if (isForGood && request.follow === null) promotionRefused(node);
  if (!isRetried) return;
  if (request.follow === null) promotePlainly(node, now, out);
  else followPlainly(state, node, request.follow, out);
}

function noteFailure(
  node: DataNode,
  result: Extract<ReconfigurationResult, { kind: 'failed' }>,
  retried: boolean,
  out: Outbox,
): void {
  const { text } = result;
  const name = node.key;
  out.free({ kind: 'note', note: { kind: 'reconfigure-failed', node: name, text, retried } });
}

/** Returns the group that a peer will say nothing of. */
function observeError(
  state: State,
  endpoint: Endpoint,
  request: Request,
  now: number,
): Group | null {
  if (request.kind === 'ping') {
    endpoint.pingInFlight = false;
    endpoint.lastReplyMs = now;
  }
  if (request.kind === 'ask' && endpoint.kind === 'peer') {
    const member = endpoint.members.get(request.groupName);
    if (member !== undefined) {
      member.asking = 'idle';
      observeVoter(member, 'refuses');
      peerCheckedUp(state, member);
      return member.group;
    }
  }
  if (request.kind === 'info' && endpoint.kind === 'node') {
    endpoint.infoInFlight = false;
    endpoint.infoRefused = true;
  }
  return null;
}
