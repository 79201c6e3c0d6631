// The replicas that a group had when it was reset (OPERATOR-11). Nothing shows them, but they are
// asked, so that a master that dies before it has listed them again can still be replaced. They
// become replicas again, or are let go; nothing else is decided here.

import type { Address } from '../address.ts';
import { addReplica, dropEndpoint, nodeSubject } from '../instances.ts';
import { sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { openLinks } from '../schedule/connect.ts';
import { askInfo } from '../schedule/send.ts';
import type { DataNode, Group, State } from '../state.ts';
import { isCandidate } from '../state.ts';

/** Whom the group has as replicas it has as candidates from now on, as if nothing were known of
 *  them but where they are. Links stay: what is on its way on them may be the answer. */
export function keepAsCandidates(state: State, group: Group, now: number, out: Outbox): void {
  for (const { node } of group.replicas.values()) group.candidates.set(node.key, node);
  group.replicas.clear();
  for (const node of group.candidates.values()) {
    if (node.unansweredSinceMs !== null) node.unansweredSinceMs = now;
    Object.assign(node, {
      ...{ runId: null, info: null, infoText: null, infoAtMs: null },
      ...{ downSinceMs: null, lastDownMs: null, scriptKillSent: false, rebootedAtMs: null },
      ...{ kinship: 'open', tenant: 'unknown' },
      ...{ roleReported: 'slave', roleReportedAtMs: now, followsSinceMs: now },
    });
    for (const link of [node.command, node.pubsub]) link.attempts = 0;
    openLinks(state, node, now, out);
    askInfo(node, out);
  }
}

/** Takes a candidate out, whatever it is called; null: there is none at this address. */
export function takeCandidate(state: State, group: Group, address: Address): DataNode | null {
  for (const node of group.candidates.values()) {
    if (!sameNode(state, node.address, address)) continue;
    group.candidates.delete(node.key);
    return node;
  }
  return null;
}

/** The master has listed its replicas: whoever is left is none. */
export function dropCandidates(state: State, group: Group, out: Outbox): void {
  for (const node of group.candidates.values()) dropEndpoint(state, node, out);
  group.candidates.clear();
}

/** It did not answer for as long as makes others down. */
export function dropCandidate(state: State, node: DataNode, out: Outbox): void {
  node.group.candidates.delete(node.key);
  dropEndpoint(state, node, out);
}

/** The master is down before it could list them: who says that it follows it is a replica. */
export function reviewCandidates(state: State, group: Group, now: number, out: Outbox): void {
  if (group.candidates.size === 0 || group.master.downSinceMs === null) return;
  for (const node of [...group.candidates.values()]) {
    if (!followsMaster(state, node)) continue;
    group.candidates.delete(node.key);
    welcome(group, node, now, out);
  }
}

/** A replica from now on, for everybody to see. */
export function welcome(group: Group, node: DataNode, now: number, out: Outbox): void {
  addReplica(group, node, now);
  out.announce({ name: '+slave', subject: nodeSubject(node) });
  out.saveSoon();
}

function followsMaster(state: State, node: DataNode): boolean {
  const { info, group } = node;
  if (!isCandidate(node) || info?.role !== 'slave') return false;
  if (info.masterHost === null || info.masterPort === null) return false;
  const followed = { host: info.masterHost, port: info.masterPort };
  return sameNode(state, followed, group.master.address);
}
