// What a data node says of itself in INFO (INFO-n): identity, role, whom it follows, and for a
// master its replicas. Records facts; what follows from them is decided elsewhere.

import type { Address } from '../address.ts';
import type { InfoFacts } from '../facts.ts';
import { newNode, nodeSubject } from '../instances.ts';
import { mentioned, nameOf } from '../look-ups.ts';
import { isName, nodeAt } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { openLinks } from '../schedule/connect.ts';
import type { DataNode, Group, State } from '../state.ts';
import { isCandidate, isMaster } from '../state.ts';
import { usableAddress } from '../usable-address.ts';
import { dropCandidates, takeCandidate, welcome } from './candidates.ts';
import { learntFromMaster } from './doubt.ts';
import { observeEmptiness } from './emptiness.ts';
import { observeLineage } from './lineage.ts';

/** A master can list only so many replicas before we stop to believe it. */
export const MOST_REPLICAS = 1_000;

export function observeInfo(
  state: State,
  node: DataNode,
  { info, text }: { readonly info: InfoFacts; readonly text: string },
  now: number,
  out: Outbox,
): void {
  node.infoInFlight = false;
  node.infoRefused = false;
  observeLineage(state, node, info, out);
  observeEmptiness(node, info, now, out);
  observeIdentity(node, info, now, out);
  observeFollowing(node, info, now);
  observeMasterName(state, node, info, now, out);
  node.info = info;
  node.infoText = text;
  node.infoAtMs = now;
  if (info.role !== null && info.role !== node.roleReported) {
    observeRoleChange(node, info.role, now, out);
  }
  if (info.role === 'slave') node.replaced = null;
  if (isMaster(node) && info.role === 'master') discoverReplicas(state, node.group, info, now, out);
}

/** INFO-3. */
function observeIdentity(node: DataNode, info: InfoFacts, now: number, out: Outbox): void {
  if (info.runId === null || info.runId === node.runId) return;
  if (node.runId !== null && !isCandidate(node)) {
    out.announce({ name: '+reboot', subject: nodeSubject(node) });
    const watched = node.group.options.masterRebootDownAfterMs > 0;
    if (isMaster(node) && watched) node.rebootedAtMs = now;
  }
  node.runId = info.runId;
}

function observeFollowing(node: DataNode, info: InfoFacts, now: number): void {
  const before = node.info;
  const same = before?.masterHost === info.masterHost && before?.masterPort === info.masterPort;
  if (!same) node.followsSinceMs = now;
}

/** NAME-5: whether it is our master's other name has to be known before HEAL-2 acts on it. */
function observeMasterName(
  state: State,
  node: DataNode,
  { masterHost }: InfoFacts,
  now: number,
  out: Outbox,
): void {
  if (masterHost === null || !state.settings.resolveHostnames) return;
  if (masterHost === node.group.master.address.host || !isName(masterHost)) return;
  mentioned(state, masterHost, now, out);
}

/** INFO-4. */
function observeRoleChange(
  node: DataNode,
  role: 'master' | 'slave',
  now: number,
  out: Outbox,
): void {
  node.roleReported = role;
  node.roleReportedAtMs = now;
  if (isCandidate(node)) return;
  const expected = isMaster(node) ? 'master' : 'slave';
  const name = role === expected ? '+role-change' : '-role-change';
  out.announce({ name, subject: nodeSubject(node), role });
}

/** INFO-2: whom the master lists is a replica. Only a candidate is dropped for not being listed
 *  (OPERATOR-11). */
function discoverReplicas(
  state: State,
  group: Group,
  info: InfoFacts,
  now: number,
  out: Outbox,
): void {
  for (const listed of info.replicas) {
    if (group.replicas.size >= MOST_REPLICAS) break;
    const address = usableAddress(state, listed);
    if (address === null || nodeAt(state, group, address) !== null) continue;
    if (isName(address.host) && !leadsSomewhere(state, group, address, now, out)) continue;
    const node = takeCandidate(state, group, address) ?? newNode(group, address, now);
    openLinks(state, node, now, out);
    welcome(group, node, now, out);
    learntFromMaster(node);
  }
  dropCandidates(state, group, out);
}

/** NAME-5: a name is learnt when it is found; by then it may prove to be a known node's, and the
 *  master is asked for its list again. */
function leadsSomewhere(
  state: State,
  group: Group,
  { host }: Address,
  now: number,
  out: Outbox,
): boolean {
  const name = mentioned(state, host, now, out);
  if (name !== null && name.ips.length > 0) return true;
  nameOf(state, host)?.listedIn.add(group);
  return false;
}
