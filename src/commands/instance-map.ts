// The maps in which SENTINEL shows masters, replicas and peers. Clients read some of them by place,
// so the order of the fields is a contract; every value is a bulk, numbers too.

import type {
  DataNodeView,
  InstanceView,
  MasterView,
  PeerView,
  ReplicaView,
} from '../core/view.ts';
import type { RespValue } from '../resp/value.ts';
import { bulk, map } from './reply.ts';

type Field = readonly [name: string, value: string | number | bigint];

export function masterMap(master: MasterView): RespValue {
  return fieldMap([
    ...commonFields(master, failoverFields(master)),
    ...dataNodeFields(master),
    ['config-epoch', master.configEpoch],
    ['num-slaves', master.replicaCount],
    ['num-other-sentinels', master.otherSentinelCount],
    ['quorum', master.quorum],
    ['failover-timeout', master.failoverTimeoutMs],
    ['parallel-syncs', master.parallelSyncs],
    ...optional('notification-script', master.notificationScript),
    ...optional('client-reconfig-script', master.clientReconfigScript),
  ]);
}

export function replicaMap(replica: ReplicaView): RespValue {
  return fieldMap([
    ...commonFields(replica),
    ...dataNodeFields(replica),
    ['master-link-down-time', replica.masterLinkDownMs],
    ['master-link-status', replica.masterLinkUp ? 'ok' : 'err'],
    ['master-host', replica.masterHost ?? '?'],
    ['master-port', replica.masterPort],
    ['slave-priority', replica.priority],
    ['slave-repl-offset', replica.offset],
    ['replica-announced', replica.announced ? 1 : 0],
  ]);
}

export function peerMap(peer: PeerView): RespValue {
  return fieldMap([
    ...commonFields(peer),
    ['last-hello-message', peer.lastHelloMs],
    ['voted-leader', peer.votedLeader ?? '?'],
    ['voted-leader-epoch', peer.votedLeaderEpoch],
  ]);
}

function commonFields(instance: InstanceView, failover: readonly Field[] = []): readonly Field[] {
  return [
    ['name', instance.name],
    ['ip', instance.address.host],
    ['port', instance.address.port],
    ['runid', instance.runId],
    ['flags', instance.flags.join(',')],
    ['link-pending-commands', instance.linkPendingCommands],
    ['link-refcount', instance.linkRefcount],
    ...failover,
    ['last-ping-sent', instance.lastPingSentMs],
    ['last-ok-ping-reply', instance.lastOkPingReplyMs],
    ['last-ping-reply', instance.lastPingReplyMs],
    ...optional('s-down-time', instance.sDownMs),
    ...optional('o-down-time', instance.oDownMs),
    ['down-after-milliseconds', instance.downAfterMs],
  ];
}

function failoverFields(master: MasterView): readonly Field[] {
  return optional('failover-state', master.failoverState);
}

function dataNodeFields(node: DataNodeView): readonly Field[] {
  return [
    ['info-refresh', node.infoRefreshMs],
    ['role-reported', node.roleReported],
    ['role-reported-time', node.roleReportedMs],
  ];
}

function optional(name: string, value: string | number | null): readonly Field[] {
  return value === null ? [] : [[name, value]];
}

function fieldMap(fields: readonly Field[]): RespValue {
  return map(fields.map(([name, value]) => [name, bulk(String(value))]));
}
