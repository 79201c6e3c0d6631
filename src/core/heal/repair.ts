// Repair outside a failover, by every Sentinel and not only a leader: a replica that believes to be
// a master is demoted (HEAL-1), one that follows somebody else is brought back (HEAL-2). Both wait
// long enough for a newer configuration to arrive first. A master that was replaced need not wait
// where others confirm that it was: returned.ts.

import { nodeSubject } from '../instances.ts';
import { isInMaintenance, isName, placeOf, sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { reconfigure } from '../schedule/send.ts';
import type { DataNode, State } from '../state.ts';
import { mayRepair } from './may-repair.ts';
import { observeReturn, watchReturned } from './returned.ts';

const CONVERT_PUBLISH_PERIODS = 4;

/** Called for each INFO of a node that we hold to be a replica. */
export function repair(state: State, node: DataNode, now: number, out: Outbox): void {
  watchReturned(state, node, now);
  if (!mayRepair(state, node, now)) return;
  if (node.roleReported === 'master') {
    observeReturn(state, node, now, out);
    demote(state, node, now, out);
  } else if (!isInMaintenance(state, node)) repoint(state, node, now, out);
}

/** HEAL-1: stock's +convert-to-slave. */
function demote(state: State, node: DataNode, now: number, out: Outbox): void {
  const patienceMs = CONVERT_PUBLISH_PERIODS * state.timings.publishPeriodMs;
  if (now - node.roleReportedAtMs <= patienceMs || !upFor(node, patienceMs, now)) return;
  if (!reconfigure(node, { follow: node.group.master.address, plain: false }, out)) return;
  node.roleReportedAtMs = now;
  out.announceHeld({ name: '+convert-to-slave', subject: nodeSubject(node) });
}

/** HEAL-2: stock's +fix-slave-config. */
function repoint(state: State, node: DataNode, now: number, out: Outbox): void {
  const { info, group } = node;
  if (info === null || info.masterHost === null || info.masterPort === null) return;
  const followed = { host: info.masterHost, port: info.masterPort };
  const patienceMs = group.options.failoverTimeoutMs;
  if (sameNode(state, followed, group.master.address)) return;
  // NAME-5: a name that leads nowhere as far as we know may well be that of the master.
  const { resolveHostnames } = state.settings;
  if (resolveHostnames && isName(followed.host) && placeOf(state, followed) === followed) return;
  if (now - node.followsSinceMs <= patienceMs || !upFor(node, patienceMs, now)) return;
  if (!reconfigure(node, { follow: group.master.address, plain: false }, out)) return;
  node.followsSinceMs = now;
  out.announceHeld({ name: '+fix-slave-config', subject: nodeSubject(node) });
}

function upFor(node: DataNode, ms: number, now: number): boolean {
  return node.downSinceMs === null && (node.lastDownMs === null || now - node.lastDownMs > ms);
}
