// Everything about one group at this moment: its picture, and what a look at it alone can afford:
// every age, the whole explanation, what the doctor found, and its last failovers.

import { explanationLines } from '../commands/sentinel/explain-lines.ts';
import { historyLines } from '../commands/sentinel/history-lines.ts';
import type { Finding } from '../core/doctor/check.ts';
import { type Explanation, GATES, openGates } from '../core/explain.ts';
import type { PastFailover } from '../core/history-book.ts';
import type { DataNodeView, InstanceView, PeerView, Views } from '../core/view.ts';
import type { Json } from './json.ts';
import { type Around, groupPicture, ownFindings, place } from './picture.ts';

type Fields = { readonly [name: string]: Json };

/** null: there is no such group. */
export function groupDetail(views: Views, name: string, around: Around): Fields | null {
  const findings = ownFindings(views, name, around);
  const picture = groupPicture(views, name, around, findings);
  const master = views.master(name);
  const explanation = views.explanation(name);
  const quorum = views.quorum(name);
  if (picture === null || master === null || explanation === null || quorum === null) return null;
  return {
    ...picture,
    settings: {
      quorum: master.quorum,
      downAfterMs: master.downAfterMs,
      failoverTimeoutMs: master.failoverTimeoutMs,
      parallelSyncs: master.parallelSyncs,
      notificationScript: master.notificationScript,
      clientReconfigScript: master.clientReconfigScript,
    },
    usable: { have: quorum.usable, voters: quorum.voters, quorum: quorum.quorum },
    explanation: explanationFields(explanation),
    found: findings.map(findingFields),
    history: (views.history(name) ?? []).map((past) => pastFields(past)),
    ages: {
      master: nodeAges(master),
      replicas: (views.replicas(name) ?? []).map(nodeAges),
      sentinels: (views.peers(name) ?? []).map(peerAges),
    },
  };
}

export function findingFields(found: Finding): Fields {
  const { severity, code, groupName, evidence, meaning, remedy } = found;
  return { severity, code, group: groupName, evidence, meaning, remedy };
}

function explanationFields(found: Explanation): Fields {
  const { subjective, objective, tilt, upkeep, nodesSeen, delay, majority, turn, votes } = found;
  const { eligible, known, reasons } = found.promotable;
  const open = openGates(found);
  const numbers = { tilt, upkeep, delay, majority, turn };
  const facts: Readonly<Record<(typeof GATES)[number], Fields>> = {
    ...numbers,
    'subjectively-down': subjective,
    'objectively-down': objective,
    'promotable-replica': { eligible, known, reasons: [...reasons] },
    'nodes-seen': { policy: nodesSeen.policy, ...nodesSeen.orphans },
  };
  return {
    waitsFor: found.waitsFor,
    stage: found.stage,
    stageMs: found.stageMs,
    forced: found.forced,
    chosen: found.chosen,
    gates: GATES.map((gate) => ({ gate, open: open[gate], ...facts[gate] })),
    votes: {
      epoch: text(votes.epoch),
      have: votes.have,
      need: votes.need,
      givenTo: votes.given.leader,
      givenEpoch: String(votes.given.epoch),
    },
    replicas: found.replicas.map(({ offset, ...rest }) => ({ ...rest, offset: String(offset) })),
    sentinels: found.peers.map(({ vote, address, ...rest }) => ({
      ...rest,
      ...place(address),
      votedFor: vote?.leader ?? null,
      votedEpoch: text(vote?.epoch ?? null),
    })),
    lines: [...explanationLines(found)],
  };
}

export function pastFields(past: PastFailover): Fields {
  const { id, groupName, epoch, offsets, votes, oldOffset, newOffset, loss, ...plain } = past;
  return {
    ...plain,
    epoch: String(epoch),
    steps: { ...past.steps },
    votes: votes === null ? null : { have: votes.have, need: votes.need },
    oldMasterOffset: text(oldOffset),
    chosenOffset: text(newOffset),
    replicaOffsets: offsets.map(({ replica, offset }) => ({ replica, offset: text(offset) })),
    loss: loss.kind,
    lostBytes: loss.kind === 'at-least' ? String(loss.bytes) : null,
    lines: [...historyLines(past)],
  };
}

function nodeAges(node: DataNodeView): Fields {
  return {
    ...instanceAges(node),
    infoRefreshMs: node.infoRefreshMs,
    roleReportedMs: node.roleReportedMs,
  };
}

function peerAges(peer: PeerView): Fields {
  return { ...instanceAges(peer), lastHelloMs: peer.lastHelloMs };
}

function instanceAges(instance: InstanceView): Fields {
  return {
    name: instance.name,
    linkPendingCommands: instance.linkPendingCommands,
    linkRefcount: instance.linkRefcount,
    lastPingSentMs: instance.lastPingSentMs,
    lastOkPingReplyMs: instance.lastOkPingReplyMs,
    lastPingReplyMs: instance.lastPingReplyMs,
  };
}

function text(value: bigint | null): string | null {
  return value === null ? null : String(value);
}
