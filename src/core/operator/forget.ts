// SENTINEL FORGET (OPERATOR-12): one replica or one peer is forgotten, where RESET forgets all. Who
// is still there comes back by itself, which the answer says. Telling others is not decided here.

import type { Address } from '../address.ts';
import { dropEndpoint, dropReplica, leave, nodeSubject, peerSubject } from '../instances.ts';
import { nodeAt, sameNode } from '../names.ts';
import { takeCandidate } from '../observe/candidates.ts';
import type { OperatorErrorCode, OperatorOutcome, ToForget } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import type { Group, State } from '../state.ts';
import { isMaster } from '../state.ts';
import { unmark } from './pause.ts';
import { beginRecount } from './recount.ts';

export function forget(
  state: State,
  group: Group,
  who: ToForget,
  now: number,
  out: Outbox,
): OperatorOutcome {
  // The votes that a failover needs, and whom it may promote, stay as they are while it goes on.
  if (group.failover !== null || group.handOver !== null) return failed('failover-in-progress');
  return who.kind === 'replica'
    ? forgetReplica(state, group, who.address, out)
    : forgetPeer(state, group, who.runId, now, out);
}

function forgetReplica(state: State, group: Group, address: Address, out: Outbox): OperatorOutcome {
  const node = nodeAt(state, group, address);
  if (node === null) return forgetCandidate(state, group, address, out);
  if (isMaster(node)) return failed('is-master');
  if (unmark(state, group, node.address)) {
    out.announce({ name: '-maintenance', subject: nodeSubject(node) });
  }
  dropReplica(state, node, out);
  const listed = group.master.info?.replicas ?? [];
  const isListed = listed.some((other) => sameNode(state, other, node.address));
  return isListed ? { kind: 'comes-back', why: 'listed' } : { kind: 'done' };
}

/** OPERATOR-11: one that nobody has seen since a RESET. */
function forgetCandidate(
  state: State,
  group: Group,
  address: Address,
  out: Outbox,
): OperatorOutcome {
  const wasMarked = unmark(state, group, address);
  const candidate = takeCandidate(state, group, address);
  if (candidate === null) return wasMarked ? { kind: 'done' } : failed('no-such-node');
  dropEndpoint(state, candidate, out);
  return { kind: 'done' };
}

function forgetPeer(
  state: State,
  group: Group,
  runId: string,
  now: number,
  out: Outbox,
): OperatorOutcome {
  if (runId === state.myId) return failed('is-self');
  const member = group.members.get(runId);
  if (member === undefined) return failed('no-such-node');
  const { peer, downSinceMs } = member;
  const isAlive = downSinceMs === null;
  const isThere = isAlive && peer.command.stage.kind === 'up';
  // OPERATOR-17: who lives goes on voting, also one whose link is only just being made.
  if (isAlive) beginRecount(state, group, now);
  else if (group.recount.atMs !== null) group.formerVoters -= 1;
  leave(state, member, out);
  out.announce({ name: '-sentinel', subject: peerSubject(peer, group) });
  return isThere ? { kind: 'comes-back', why: 'says-hello' } : { kind: 'done' };
}

function failed(code: OperatorErrorCode): OperatorOutcome {
  return { kind: 'failed', code };
}
