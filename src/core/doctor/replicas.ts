// DOCTOR-1, the data nodes: is there somebody to promote, does everybody follow the master, and is
// each node in one group only?

import { addressKey } from '../address.ts';
import { isInMaintenance, nodeAt } from '../names.ts';
import { accessText } from '../observe/access.ts';
import { priorityOf } from '../select/best.ts';
import { NOBODYS_WORD, seenOrphanhood } from '../select/eligible.ts';
import { rankReplicas } from '../select/ranking.ts';
import type { DataNode, Group, Replica } from '../state.ts';
import { type GroupCheck, placed, seconds, type Ward, when } from './check.ts';

const masterDown: GroupCheck = {
  scope: 'group',
  code: 'master-down',
  severity: 'critical',
  meaning:
    'The master is down in the eyes of the quorum: as far as the Sentinels see, nobody can write.',
  remedy: 'SENTINEL EXPLAIN <group> says what a failover waits for, and what stands in its way.',
  find: (group, ward) => (group.objectivelyDownSinceMs === null ? [] : down(group.master, ward)),
};

const masterUnreached: GroupCheck = {
  scope: 'group',
  code: 'master-unreached',
  severity: 'warning',
  meaning: 'The master is down for this Sentinel, and the quorum does not agree: others may write.',
  remedy:
    'SENTINEL EXPLAIN <group> says who does not agree. See what is between this Sentinel and the master: the network, or a password.',
  find: (group, ward) => (group.objectivelyDownSinceMs === null ? down(group.master, ward) : []),
};

const noReplica: GroupCheck = {
  scope: 'group',
  code: 'no-replica',
  severity: 'critical',
  meaning: 'No replica is known: the master cannot be replaced.',
  remedy: 'Add a replica. If there is one, see whether INFO of the master lists it.',
  find: (group) => when(group.replicas.size === 0, () => 'none was ever listed by the master'),
};

const noPromotable: GroupCheck = {
  scope: 'group',
  code: 'no-promotable-replica',
  severity: 'critical',
  meaning: 'No replica may be promoted now: a failover would be given up.',
  remedy:
    'Put right what is named for at least one of them; docs/operating/explain.md explains it.',
  find: (group, { state, now }) => {
    const choice = { factsSinceMs: Number.NEGATIVE_INFINITY, ...NOBODYS_WORD };
    const { eligible, refused } = rankReplicas(state, group, choice, now);
    if (eligible.length > 0) return [];
    return refused.map(
      ({ replica: { node }, reason }) => `${placed(state, node)}: ${reason}${refusing(node)}`,
    );
  },
};

const withoutMaster: GroupCheck = {
  scope: 'group',
  code: 'group-without-master',
  severity: 'critical',
  meaning:
    'The master is down, and no replica that may be promoted was with it to the end: who has the most data is not known by itself.',
  remedy:
    'Bring the master back. Or let the one with the most data be promoted: SENTINEL SET <group> promote-without-master yes on each Sentinel. Or name it: with that set, SENTINEL FAILOVER <group> TO <ip> <port>.',
  find: (group, { state, now }) => {
    const orphans = seenOrphanhood(state, group, now);
    if (orphans === null) return [];
    const { seen, known, need, problem } = orphans;
    const why = problem === null ? '' : `, ${problem}`;
    return [`${seen} of ${known} nodes seen, ${need} needed${why}`];
  },
};

const allPrioritiesZero: GroupCheck = {
  scope: 'group',
  code: 'all-priorities-zero',
  severity: 'critical',
  meaning: 'Every replica has the priority 0, with which it is never promoted.',
  remedy: 'CONFIG SET replica-priority 100 on those that may become the master.',
  find: (group) => {
    const nodes = nodesOf(group).filter(({ info }) => info !== null);
    const isNone = nodes.length > 0 && nodes.every((node) => priorityOf(node) === 0);
    return when(isNone, () => `${nodes.length} replicas with priority 0`);
  },
};

const replicaDown: GroupCheck = {
  scope: 'group',
  code: 'replica-down',
  severity: 'warning',
  meaning: 'A known replica does not answer.',
  remedy:
    'Bring it back. If it is gone for good: SENTINEL FORGET <group> REPLICA <ip> <port> EVERYWHERE.',
  find: (group, ward) =>
    nodesOf(group)
      .filter((node) => !isInMaintenance(ward.state, node))
      .flatMap((node) => down(node, ward)),
};

const linkDown: GroupCheck = {
  scope: 'group',
  code: 'replica-link-down',
  severity: 'warning',
  meaning: 'A replica has no connection to its master and falls behind.',
  remedy: 'Look into its log: most often masterauth is missing or wrong, or the network is cut.',
  find: (group, { state }) => {
    if (group.master.downSinceMs !== null) return [];
    return followers(group)
      .filter(({ info }) => info?.masterLinkUp === false)
      .map((node) => `${placed(state, node)}: ${withoutLink(node.info?.masterLinkDownMs ?? 0)}`);
  },
};

/** Servers say so with a negative number. */
function withoutLink(downMs: number): string {
  return downMs < 0 ? 'never since it was started' : `for ${seconds(downMs)}`;
}

const twoMasters: GroupCheck = {
  scope: 'group',
  code: 'two-masters',
  severity: 'critical',
  meaning:
    'A second node of the group says that it is a master: what is written to it will be lost.',
  remedy:
    'If it stays so, see in the log why the node is not made a replica (ACL, rename-command).',
  find: (group, { state, now }) =>
    nodesOf(group)
      .filter(
        ({ roleReported, infoAtMs, downSinceMs }) =>
          roleReported === 'master' && infoAtMs !== null && downSinceMs === null,
      )
      .map(
        (node) =>
          `${placed(state, node)} beside ${placed(state, group.master)}, for ${seconds(now - node.roleReportedAtMs)}`,
      ),
};

const masterIsReplica: GroupCheck = {
  scope: 'group',
  code: 'master-is-replica',
  severity: 'critical',
  meaning: 'The node that the group holds for its master says that it is a replica.',
  remedy: 'Somebody has sent REPLICAOF: undo it there, or let the failover that follows happen.',
  find: (group, { state, now }) => {
    const { master } = group;
    const says = master.infoAtMs !== null && master.roleReported === 'slave';
    const since = seconds(now - master.roleReportedAtMs);
    return when(says, () => `${placed(state, master)}, for ${since}`);
  },
};

const inTwoGroups: GroupCheck = {
  scope: 'group',
  code: 'node-in-two-groups',
  severity: 'critical',
  meaning: 'One node stands in two groups: each of them may turn it away from the other.',
  remedy: 'SENTINEL RESET the group that it does not belong to, once its master does not list it.',
  find: (group, { state, elsewhere }) =>
    [group.master, ...nodesOf(group)].flatMap((node) =>
      elsewhere(node).map((other) => {
        const spelling = other.key === node.key ? '' : ` as ${other.key}`;
        return `${placed(state, node)} also in ${other.group.name}${spelling}`;
      }),
    ),
};

const foreign: GroupCheck = {
  scope: 'group',
  code: 'foreign-node',
  severity: 'critical',
  meaning:
    'A node at a known address has data that are not of the group: it is not told to follow.',
  remedy:
    'Bring the old node back. If the data of this one may go: REPLICAOF <ip> <port> of the master on it, or SENTINEL SET <group> lineage-check no for a moment.',
  find: (group, { state }) =>
    nodesOf(group).flatMap((node) =>
      typeof node.kinship === 'object' ? [`${placed(state, node)}: ${node.kinship.foreign}`] : [],
    ),
};

const chained: GroupCheck = {
  scope: 'group',
  code: 'chained-replica',
  severity: 'advice',
  meaning:
    'A replica follows another replica: it is further behind, and is re-pointed at a failover.',
  remedy: 'Let it follow the master, unless the chain is wanted.',
  find: (group, { state }) =>
    followers(group).flatMap((node) => {
      const followed = followedBy(node);
      const at = followed === null ? null : nodeAt(state, group, followed);
      if (at === null || at === group.master || at === node) return [];
      return [`${placed(state, node)} follows ${placed(state, at)}`];
    }),
};

const followsStranger: GroupCheck = {
  scope: 'group',
  code: 'follows-a-stranger',
  severity: 'warning',
  meaning: 'A replica follows a node that is not of this group.',
  remedy:
    'If it stays so, the node belongs elsewhere, or does not permit to be told (see the log).',
  find: (group, { state }) =>
    followers(group).flatMap((node) => {
      const followed = followedBy(node);
      if (followed === null || nodeAt(state, group, followed) !== null) return [];
      return [`${placed(state, node)} follows ${addressKey(followed)}`];
    }),
};

export const REPLICA_CHECKS: readonly GroupCheck[] = [
  masterDown,
  masterUnreached,
  noReplica,
  noPromotable,
  withoutMaster,
  allPrioritiesZero,
  replicaDown,
  linkDown,
  twoMasters,
  masterIsReplica,
  inTwoGroups,
  foreign,
  chained,
  followsStranger,
];

function down(node: DataNode, { state, now }: Ward): readonly string[] {
  if (node.downSinceMs === null) return [];
  const forMs = now - node.downSinceMs;
  return [`${placed(state, node)}: down for ${seconds(forMs)}${refusing(node)}`];
}

/** Who turns us away looks as if it were down. */
function refusing(node: DataNode): string {
  const access = accessText(node);
  return access === null ? '' : `, and turns this Sentinel away: ${access}`;
}

function nodesOf(group: Group): readonly DataNode[] {
  return [...group.replicas.values()].map(({ node }: Replica) => node);
}

/** Those that answer and say that they are replicas. */
function followers(group: Group): readonly DataNode[] {
  return nodesOf(group).filter(
    ({ info, downSinceMs }) => downSinceMs === null && info?.role === 'slave',
  );
}

function followedBy({ info }: DataNode): { host: string; port: number } | null {
  if (info?.masterHost == null || info.masterPort === null) return null;
  return { host: info.masterHost, port: info.masterPort };
}
