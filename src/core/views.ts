// Works out what may be seen of the state (view.ts) at the moment of asking. The flags of a reply
// are made here and nowhere else; nothing in the core looks at them.

import { type Address, addressKey } from './address.ts';
import { examine } from './doctor/examine.ts';
import { explain, stageName } from './explain.ts';
import type { PastFailover } from './history-book.ts';
import { isInMaintenance } from './names.ts';
import { accessProblem } from './observe/access.ts';
import { offsetOf, priorityOf } from './select/best.ts';
import { shownAddress } from './shown.ts';
import type { DataNode, Endpoint, Group, Link, Member, Replica, State } from './state.ts';
import { isMaster, isPaused } from './state.ts';
import type {
  DataNodeView,
  Flag,
  InfoCacheView,
  InstanceView,
  MasterView,
  PeerView,
  QuorumView,
  ReplicaView,
  SentinelView,
  Views,
} from './view.ts';

/** The views of a state as it is at `nowMs`, on the clock of `step`. `past`: the failovers of a
 *  group, which are kept outside of the state. */
export function viewsAt(
  state: State,
  nowMs: number,
  past: (groupName: string) => readonly PastFailover[] = () => [],
): Views {
  const group = (name: string): Group | null => state.groups.get(name) ?? null;
  return {
    sentinel: () => sentinelView(state, nowMs),
    settings: () => state.settings,
    timings: () => state.timings,
    master: (name) => map(group(name), (found) => masterView(state, found, nowMs)),
    replicas: (name) =>
      map(group(name), (found) =>
        [...found.replicas.values()].map((r) => replicaView(state, r, nowMs)),
      ),
    peers: (name) =>
      map(group(name), (found) =>
        [...found.members.values()].map((m) => peerView(state, m, nowMs)),
      ),
    infoCache: (name) => map(group(name), (found) => infoCacheViews(found, nowMs)),
    authErrorCount: () => authErrorCount(state),
    quorum: (name) => map(group(name), quorumView),
    currentAddress: (name) => map(group(name), (found) => currentAddress(state, found)),
    explanation: (name) => map(group(name), (found) => explain(state, found, nowMs)),
    history: (name) => map(group(name), () => past(name)),
    findings: (name, around) => {
      if (name === null) return examine(state, [...state.groups.values()], around, nowMs);
      return map(group(name), (found) => examine(state, [found], around, nowMs));
    },
    clientAddress: (name) =>
      map(group(name), (found) => (isMute(state, found) ? null : currentAddress(state, found))),
  };
}

function sentinelView(state: State, now: number): SentinelView {
  return {
    myId: state.myId,
    currentEpoch: state.currentEpoch,
    tiltMs: state.tiltSinceMs === null ? null : whole(now - state.tiltSinceMs),
    tiltCount: state.tiltCount,
    simulatedFailures: state.simulatedFailures,
    groupNames: [...state.groups.keys()],
  };
}

function masterView(state: State, group: Group, now: number): MasterView {
  const { options, failover, master } = group;
  const { address, runId } = shownNames(state, master);
  const names = { name: group.name, address, runId };
  return Object.assign(dataNodeView(master, names, masterFlags(state, group), now), {
    oDownMs: since(group.objectivelyDownSinceMs, now),
    failoverState: failover === null ? null : stageName(failover),
    configEpoch: group.configEpoch,
    replicaCount: group.replicas.size,
    otherSentinelCount: group.members.size,
    quorum: options.quorum,
    failoverTimeoutMs: options.failoverTimeoutMs,
    parallelSyncs: options.parallelSyncs,
    notificationScript: options.notificationScript,
    clientReconfigScript: options.clientReconfigScript,
    currentAddress: currentAddress(state, group),
    offset: master.info?.offset ?? null,
  });
}

function replicaView(state: State, replica: Replica, now: number): ReplicaView {
  const { node } = replica;
  const { info } = node;
  const view = dataNodeView(node, shownNames(state, node), replicaFlags(state, replica), now);
  return Object.assign(view, {
    masterLinkDownMs: whole(info?.masterLinkDownMs ?? 0),
    masterLinkUp: info?.masterLinkUp ?? false,
    masterHost: info?.masterHost ?? null,
    masterPort: info?.masterPort ?? 0,
    priority: priorityOf(node),
    offset: offsetOf(node),
    announced: info?.announced ?? true,
  });
}

function peerView(state: State, member: Member, now: number): PeerView {
  const { peer, group, vote } = member;
  const { runId } = peer;
  const names = { address: shownAddress(state, peer.address), name: runId, runId };
  const instance = instanceView(peer, names, now);
  return Object.assign(instance, {
    linkRefcount: peer.members.size,
    flags: peerFlags(member),
    sDownMs: since(member.downSinceMs, now),
    downAfterMs: group.options.downAfterMs,
    lastHelloMs: whole(now - member.lastHelloMs),
    votedLeader: vote?.leader ?? null,
    votedLeaderEpoch: vote?.epoch ?? 0n,
  });
}

function infoCacheViews(group: Group, now: number): readonly InfoCacheView[] {
  const nodes = [group.master, ...[...group.replicas.values()].map(({ node }) => node)];
  return nodes.map(({ infoAtMs, infoText }) => ({
    ageMs: since(infoAtMs, now) ?? 0,
    text: infoText,
  }));
}

function authErrorCount(state: State): number {
  let count = 0;
  const look = (endpoint: Endpoint): void => {
    if (accessProblem(endpoint) !== null) count += 1;
  };
  for (const group of state.groups.values()) {
    look(group.master);
    for (const { node } of group.replicas.values()) look(node);
  }
  for (const peer of state.peers.values()) look(peer);
  return count;
}

/** OPERATOR-15: cut off from the majority, it may well not know the master any more. Anybody who
 *  may publish can invent a Sentinel of which there are only hellos. */
function isMute(state: State, group: Group): boolean {
  if (!state.settings.strictMinority) return false;
  const { usable, voters } = quorumView(group);
  const invented = [...group.members.values()].filter(
    ({ peer, downSinceMs }) => peer.standing === 'on-its-word' && downSinceMs !== null,
  );
  return 2 * usable <= voters - invented.length;
}

/** OPERATOR-7. */
function quorumView(group: Group): QuorumView {
  const members = [...group.members.values()];
  return {
    usable: 1 + members.filter(({ downSinceMs }) => downSinceMs === null).length,
    voters: 1 + members.length,
    quorum: group.options.quorum,
  };
}

/** Where clients are sent: the new master from the switch on, which is its promotion's own word. */
function currentAddress(state: State, group: Group): Address {
  return shownAddress(state, group.master.address);
}

interface Names {
  readonly name: string;
  readonly address: Address;
  readonly runId: string;
}

/** NAME-7. */
function shownNames(state: State, node: DataNode): Names {
  const address = shownAddress(state, node.address);
  return { name: addressKey(address), address, runId: node.runId ?? '' };
}

function dataNodeView(node: DataNode, names: Names, flags: Flag[], now: number): DataNodeView {
  return Object.assign(instanceView(node, names, now), {
    flags,
    sDownMs: since(node.downSinceMs, now),
    downAfterMs: node.group.options.downAfterMs,
    infoRefreshMs: node.infoAtMs === null ? 0 : whole(now - node.infoAtMs),
    roleReported:
      node.infoAtMs === null ? (isMaster(node) ? 'master' : 'slave') : node.roleReported,
    roleReportedMs: whole(now - node.roleReportedAtMs),
  });
}

function instanceView(
  endpoint: Endpoint,
  names: Names,
  now: number,
): Omit<InstanceView, 'flags' | 'sDownMs' | 'downAfterMs'> & {
  flags: Flag[];
  sDownMs: null;
  downAfterMs: 0;
} {
  const pending =
    Number(endpoint.pingInFlight) + Number(endpoint.kind === 'node' && endpoint.infoInFlight);
  // Each by its name: to spread one object into another takes several times as long.
  return {
    name: names.name,
    address: names.address,
    runId: names.runId,
    flags: [],
    linkPendingCommands: pending,
    linkRefcount: 1,
    lastPingSentMs: since(endpoint.unansweredSinceMs, now) ?? 0,
    lastOkPingReplyMs: whole(now - endpoint.lastAvailableMs),
    lastPingReplyMs: whole(now - endpoint.lastReplyMs),
    sDownMs: null,
    oDownMs: null,
    downAfterMs: 0,
  };
}

function masterFlags(state: State, group: Group): Flag[] {
  const { master, failover } = group;
  // OPERATOR-15: clients that read flags skip it. No Sentinel minds this one (HEAL-5).
  const isOutOfSight = isDisconnected(master) || isMute(state, group);
  return flags([
    ['s_down', master.downSinceMs !== null],
    ['o_down', group.objectivelyDownSinceMs !== null],
    ['master', true],
    ['disconnected', isOutOfSight],
    ['failover_in_progress', failover !== null],
    ['force_failover', failover?.forced === true],
    ['script_kill_sent', master.scriptKillSent],
    ['master_reboot', master.rebootedAtMs !== null],
    ['auth_error', accessProblem(master) !== null],
    ['failover_paused', isPaused(group)],
    ['maintenance', isInMaintenance(state, master)],
    ['in_minority', isMute(state, group)],
  ]);
}

function replicaFlags(state: State, replica: Replica): Flag[] {
  const { node, follow } = replica;
  const { failover } = node.group;
  return flags([
    ['s_down', node.downSinceMs !== null],
    ['slave', true],
    ['disconnected', isDisconnected(node)],
    ['promoted', failover !== null && 'promoted' in failover && failover.promoted === replica],
    ['reconf_sent', follow.stage === 'sent'],
    ['reconf_inprog', follow.stage === 'inprog'],
    ['reconf_done', follow.stage === 'done'],
    ['auth_error', accessProblem(node) !== null],
    ['maintenance', isInMaintenance(state, node)],
  ]);
}

function peerFlags(member: Member): Flag[] {
  return flags([
    ['s_down', member.downSinceMs !== null],
    ['sentinel', true],
    ['disconnected', isDisconnected(member.peer)],
    ['master_down', member.opinion?.masterDown === true],
    ['auth_error', accessProblem(member.peer) !== null],
  ]);
}

function flags(candidates: readonly (readonly [Flag, boolean])[]): Flag[] {
  return candidates.filter(([, set]) => set).map(([flag]) => flag);
}

/** As in stock, an attempt under way is not `disconnected`; a lost connection is. */
function isDisconnected(endpoint: Endpoint): boolean {
  const lost = (link: Link): boolean =>
    link.stage.kind === 'closed' || (link.stage.kind === 'connecting' && link.attempts > 1);
  return lost(endpoint.command) || (endpoint.kind === 'node' && lost(endpoint.pubsub));
}

function since(sinceMs: number | null, now: number): number | null {
  return sinceMs === null ? null : whole(now - sinceMs);
}

function whole(ms: number): number {
  return Math.max(0, Math.floor(ms));
}

function map<T, U>(value: T | null, make: (value: T) => U): U | null {
  return value === null ? null : make(value);
}
