// Makes and takes apart what is watched: nodes, peers, members and groups, with their links and
// timers. Announces nothing and connects nothing.

import { type Address, addressKey, sameAddress } from './address.ts';
import type { Subject } from './event.ts';
import { indexMaster } from './master-index.ts';
import { releaseName } from './names.ts';
import type { Outbox } from './outbox.ts';
import type { GroupOptions } from './settings.ts';
import type { DataNode, Endpoint, Group, Link, Member, Peer, Replica, State } from './state.ts';
import { isMaster, NOTHING_FORBIDDEN } from './state.ts';
import { timer } from './timers.ts';

export interface NewGroup {
  readonly name: string;
  readonly address: Address;
  readonly options: GroupOptions;
  readonly configEpoch: bigint;
  readonly leaderEpoch: bigint;
}

/** A group with its master and nobody else, entered in the indexes. */
export function addGroup(state: State, fresh: NewGroup, now: number): Group {
  const parts = {
    name: fresh.name,
    options: fresh.options,
    configEpoch: fresh.configEpoch,
    vote: { epoch: fresh.leaderEpoch, leader: null },
    voteRevision: 0,
    lastSwitch: null,
    objectivelyDownSinceMs: null,
    replicas: new Map(),
    candidates: new Map(),
    members: new Map(),
    lineage: {
      runIds: new Set(),
      histories: new Set(),
      standing: { kind: 'alone', learnt: new Set() },
    },
    failover: null,
    handOver: null,
    orphanedFor: null,
    rehearsals: [],
    fence: null,
    following: null,
    attempts: freshAttempts(),
    record: null,
    givenUp: null,
    epochsAskedAtMs: Number.NEGATIVE_INFINITY,
    vouchersAskedAtMs: Number.NEGATIVE_INFINITY,
    formerVoters: 0,
  };
  // The master and the timers point back to the group: they are put in place right below.
  const group = parts as unknown as Group;
  Object.assign(group, {
    ask: timer({ kind: 'ask', group }),
    stand: timer({ kind: 'stand', group }),
    failoverTimer: timer({ kind: 'failover', group }),
    followTimer: timer({ kind: 'follow', group }),
    rehearsalTimer: timer({ kind: 'rehearsal', group }),
    pauseEnd: timer({ kind: 'pause-end', group }),
    fenceTimer: timer({ kind: 'fence', group }),
    recount: timer({ kind: 'recount', group }),
    master: newNode(group, fresh.address, now),
  });
  group.master.roleReported = 'master';
  state.groups.set(group.name, group);
  indexMaster(state, group);
  return group;
}

export function freshAttempts(): Group['attempts'] {
  return {
    notBeforeMs: 0,
    turn: null,
    waitingFor: null,
    endedAtMs: Number.NEGATIVE_INFINITY,
    endedFor: null,
    lostElections: 0,
    failed: new Map(),
    aborts: 0,
    delayNoted: false,
  };
}

/** Notes since when the group is objectively down (null: it is not), and counts such groups. */
export function markObjectivelyDown(state: State, group: Group, sinceMs: number | null): void {
  const before = group.objectivelyDownSinceMs;
  state.objectivelyDownCount += Number(sinceMs !== null) - Number(before !== null);
  group.objectivelyDownSinceMs = sinceMs;
}

/** A node that was never reached counts as probed now, so that it is down after down-after. */
export function newNode(group: Group, address: Address, now: number): DataNode {
  const node = {
    kind: 'node' as const,
    group,
    address,
    key: addressKey(address),
    ...signsOfLife(now),
    runId: null,
    info: null,
    infoText: null,
    infoAtMs: null,
    infoInFlight: false,
    infoRefused: false,
    roleReported: 'slave' as const,
    roleReportedAtMs: now,
    followsSinceMs: now,
    steadySinceMs: now,
    downSinceMs: null,
    lastDownMs: null,
    lastHelloMs: Number.NEGATIVE_INFINITY,
    scriptKillSent: false,
    trial: null,
    denies: [],
    kinship: 'open',
    emptied: null,
    tenant: 'unknown',
    isFormerMaster: false,
    rebootedAtMs: null,
    replaced: null,
  } as unknown as DataNode;
  return Object.assign(node, {
    command: newLink(node, 'command'),
    pubsub: newLink(node, 'pubsub'),
    beat: timer({ kind: 'beat', endpoint: node }),
    down: timer({ kind: 'down', endpoint: node }),
  });
}

export function newPeer(state: State, runId: string, address: Address, now: number): Peer {
  const peer = newLonePeer(runId, address, now);
  state.peers.set(runId, peer);
  return peer;
}

/** One that belongs to nobody. */
export function newLonePeer(runId: string, address: Address, now: number): Peer {
  const peer = {
    kind: 'peer' as const,
    runId,
    address,
    ...signsOfLife(now),
    members: new Map(),
    answeredAtMs: Number.NEGATIVE_INFINITY,
    standing: 'listed',
    downAfterMs: Number.POSITIVE_INFINITY,
    anyDown: false,
    applicant: null,
  } as unknown as Peer;
  return Object.assign(peer, {
    command: newLink(peer, 'command'),
    beat: timer({ kind: 'beat', endpoint: peer }),
    down: timer({ kind: 'down', endpoint: peer }),
  });
}

/** Makes `peer` a member of `group`. */
export function join(group: Group, peer: Peer, now: number): Member {
  const member = {
    peer,
    group,
    downSinceMs: null,
    lastHelloMs: now,
    odd: { dissent: null, unsealed: null },
    throughMaster: null,
    asking: 'idle',
    opinion: null,
    vote: null,
    answeredEpoch: 0n,
    claims: [],
    reported: null,
    confirmed: null,
  } as unknown as Member;
  Object.assign(member, {
    greet: timer({ kind: 'greet', member }),
    claimTimer: timer({ kind: 'claims', member }),
  });
  group.members.set(peer.runId, member);
  peer.members.set(group.name, member);
  reviewPeerDownAfter(peer);
  return member;
}

/** Takes the member out; a peer without groups is let go. */
export function leave(state: State, member: Member, out: Outbox): void {
  const { peer, group } = member;
  state.timers.disarm(member.greet);
  state.timers.disarm(member.claimTimer);
  group.members.delete(peer.runId);
  peer.members.delete(group.name);
  reviewPeerDownAfter(peer);
  if (peer.members.size > 0) return;
  dropEndpoint(state, peer, out);
  state.peers.delete(peer.runId);
}

export function reviewPeerDownAfter(peer: Peer): void {
  peer.downAfterMs = Number.POSITIVE_INFINITY;
  for (const { group } of peer.members.values()) {
    peer.downAfterMs = Math.min(peer.downAfterMs, group.options.downAfterMs);
  }
}

export function addReplica(group: Group, node: DataNode, now: number): Replica {
  // LINEAGE-3: also one that was forgotten in between.
  const from = group.lastSwitch?.from;
  if (from !== undefined && sameAddress(from, node.address)) node.isFormerMaster = true;
  const replica: Replica = { node, follow: { stage: 'none', sinceMs: now } };
  group.replicas.set(node.key, replica);
  return replica;
}

/** The replica is not watched any more. */
export function dropReplica(state: State, node: DataNode, out: Outbox): void {
  node.group.replicas.delete(node.key);
  dropEndpoint(state, node, out);
  out.announce({ name: '-slave', subject: nodeSubject(node) });
}

/** Closes the links of an instance and disarms its timers. */
export function dropEndpoint(state: State, endpoint: Endpoint, out: Outbox): void {
  state.timers.disarm(endpoint.beat);
  state.timers.disarm(endpoint.down);
  for (const link of linksOf(endpoint)) closeLink(state, link, out);
  if (endpoint.kind === 'node' && endpoint.trial !== null)
    closeLink(state, endpoint.trial.link, out);
  releaseName(state, endpoint);
}

/** Closes the link for good. */
export function closeLink(state: State, link: Link, out: Outbox): void {
  state.timers.disarm(link.retry);
  if (link.stage.kind === 'closed') return;
  state.links.delete(link.stage.id);
  out.free({ kind: 'close', link: link.stage.id });
  link.stage = { kind: 'closed' };
}

export function linksOf(endpoint: Endpoint): readonly Link[] {
  return endpoint.kind === 'node' ? [endpoint.command, endpoint.pubsub] : [endpoint.command];
}

/** After how long without an answer the instance is down; for a peer in the strictest group. */
export function downAfterMs(endpoint: Endpoint): number {
  return endpoint.kind === 'peer' ? endpoint.downAfterMs : endpoint.group.options.downAfterMs;
}

/** The name that events and replies give to a node, as what it is now. */
export function nodeSubject(node: DataNode): Subject {
  const { group, address } = node;
  if (isMaster(node)) return { type: 'master', name: group.name, address, group: null };
  return { type: 'slave', name: node.key, address, group: groupRef(group) };
}

export function peerSubject(peer: Peer, group: Group): Subject {
  return { type: 'sentinel', name: peer.runId, address: peer.address, group: groupRef(group) };
}

export function masterSubject(group: Group): Subject {
  return nodeSubject(group.master);
}

function groupRef(group: Group): { name: string; address: Address } {
  return { name: group.name, address: group.master.address };
}

export function newLink(endpoint: Endpoint, purpose: Link['purpose']): Link {
  const link = {
    ...{ endpoint, purpose, stage: { kind: 'closed' }, attempts: 0, tookMs: null },
    ...{ turnedAway: null, forbidden: NOTHING_FORBIDDEN },
  } as unknown as Link;
  return Object.assign(link, { retry: timer({ kind: 'retry', link }) });
}

function signsOfLife(now: number): {
  pingInFlight: boolean;
  unansweredSinceMs: number;
  lastAvailableMs: number;
  lastReplyMs: number;
} {
  return { pingInFlight: false, unansweredSinceMs: now, lastAvailableMs: now, lastReplyMs: now };
}
