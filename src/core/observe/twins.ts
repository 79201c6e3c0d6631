// One node that the group has under a name and under a number, or under two names, is made one
// again (NAME-6). Its run id proves it: one process listens on a port once.

import { addressKey, sameAddress } from '../address.ts';
import { dropEndpoint } from '../instances.ts';
import { alsoAt } from '../look-ups.ts';
import { indexMaster, unindexMaster } from '../master-index.ts';
import { isName, releaseName } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { DataNode, Group, State } from '../state.ts';
import { isMaster } from '../state.ts';

/** Called for each INFO of a node. */
export function mergeTwins(state: State, node: DataNode, out: Outbox): void {
  const { group } = node;
  if (state.names.size === 0 || node.runId === null) return;
  // What is being promoted or re-pointed keeps its place; the next INFO is early enough.
  if (group.failover !== null || group.following !== null) return;
  const twin = twinOf(group, node);
  if (twin === null) return;
  const kept = isMaster(twin) || (!isMaster(node) && isName(twin.address.host)) ? twin : node;
  const dropped = kept === node ? twin : node;
  const known = { ...dropped.address };
  if (!isMaster(kept) && dropped.isFormerMaster) kept.isFormerMaster = true;
  group.replicas.delete(dropped.key);
  dropEndpoint(state, dropped, out);
  out.free({ kind: 'note', note: { kind: 'same-node', node: kept.key, other: dropped.key } });
  if (isName(kept.address.host)) alsoAt(state, kept.address, known.host);
  else rename(state, kept, known, out);
  out.saveSoon();
}

/** Only a name can hide that two addresses are one. */
function twinOf(group: Group, node: DataNode): DataNode | null {
  const isTwin = (other: DataNode): boolean =>
    other !== node &&
    other.runId === node.runId &&
    other.address.port === node.address.port &&
    (isName(other.address.host) || isName(node.address.host));
  if (isTwin(group.master)) return group.master;
  for (const { node: other } of group.replicas.values()) if (isTwin(other)) return other;
  return null;
}

/** The name stays when the number behind it changes, so the node goes by its name. */
function rename(state: State, node: DataNode, name: DataNode['address'], out: Outbox): void {
  const { group } = node;
  const before = node.address;
  const replica = group.replicas.get(node.key);
  if (isMaster(node)) unindexMaster(state, group);
  group.replicas.delete(node.key);
  releaseName(state, node);
  node.address = name;
  node.key = addressKey(name);
  state.names.get(name.host.toLowerCase())?.users.add(node);
  if (replica !== undefined) group.replicas.set(node.key, replica);
  if (isMaster(node)) indexMaster(state, group);
  alsoAt(state, name, before.host);
  const { lastSwitch } = group;
  if (lastSwitch !== null && sameAddress(lastSwitch.from, before)) {
    group.lastSwitch = { ...lastSwitch, from: name };
  }
  out.saveSoon();
}
