// Whether what answers at the address of a node belongs to its group (LINEAGE-n): an address can
// pass to a server of somebody else, whose data a SLAVEOF would erase. What is done with a stranger
// is decided by whoever would have told it to follow.

import type { Address } from '../address.ts';
import type { InfoFacts } from '../facts.ts';
import { nodeSubject } from '../instances.ts';
import type { Kinship } from '../lineage-state.ts';
import { isName, nodeAt, placeOf } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import {
  type DataNode,
  type Group,
  isCandidate,
  isForeign,
  isMaster,
  type State,
} from '../state.ts';
import { isDoubted, settleDoubt } from './doubt.ts';

/** Ids of each kind that a group remembers; of more the oldest is forgotten. */
export const KNOWN_IDS = 64;

/** Called for each INFO of a node, while `node` still holds what it said before. */
export function observeLineage(state: State, node: DataNode, info: InfoFacts, out: Outbox): void {
  const wasForeign = isForeign(node);
  if (isMaster(node) && info.role === 'master') settleDoubt(state, node.group, info, out);
  const kinship = kinshipOf(state, node, info);
  node.kinship = kinship;
  if (kinship === 'own') remember(state, node, info);
  // Nobody has heard of it.
  if (isCandidate(node)) return;
  const subject = nodeSubject(node);
  if (typeof kinship !== 'object') {
    if (wasForeign) out.announce({ name: '-foreign-node', subject });
    return;
  }
  // LINEAGE-4: once for each process.
  if (wasForeign && info.runId === node.runId) return;
  out.announce({ name: '+foreign-node', subject, why: kinship.foreign });
  const groupName = node.group.name;
  out.free({ kind: 'note', note: { kind: 'foreign-node', node: node.key, groupName } });
}

/** LINEAGE-2: what proves that it is ours. */
function kinshipOf(state: State, node: DataNode, info: InfoFacts): Kinship {
  const { group } = node;
  const { runIds, histories } = group.lineage;
  if (isMaster(node) || !group.options.lineageCheck) return 'own';
  // Servers without these fields cannot be told apart.
  if (info.runId === null || info.history === null || info.role === null) return 'own';
  if (isDoubted(node)) return kinshipInDoubt(state, node, info);
  if (node.kinship === 'own' && info.runId === node.runId) return 'own';
  if (runIds.has(info.runId) || histories.has(info.history)) return 'own';
  if (info.formerHistory !== null && histories.has(info.formerHistory)) return 'own';
  if (info.role === 'master') return kinshipOfMaster(state, node, info);
  if (info.masterHost === null || info.masterPort === null) return 'own';
  return kinshipOfReplica(state, node, info, { host: info.masterHost, port: info.masterPort });
}

/** LINEAGE-5. */
function kinshipInDoubt(state: State, node: DataNode, info: InfoFacts): Kinship {
  if (isForeign(node)) return node.kinship;
  return info.role === 'slave' && followsMaster(state, node.group, info) ? 'own' : 'open';
}

/** LINEAGE-3: where nothing proves it, what speaks against it. */
function kinshipOfMaster(state: State, node: DataNode, info: InfoFacts): Kinship {
  const { group } = node;
  const { lineage } = group;
  if (!canBeCompared(group, info)) return 'open';
  // One at an address of the group is judged by this one, and not the other way round.
  const guest = info.replicas.find((listed) => isElsewhere(state, group, listed));
  if (lineage.histories.size === 0) return 'likely';
  if (guest !== undefined) return { foreign: `replicated by ${guest.host} ${guest.port}` };
  if (info.keys === 0) return 'likely';
  // Who kept only its data comes back without any history, but not with another one.
  if (wasHeard(node) && info.formerHistory !== null) return { foreign: 'of another history' };
  return shouldProveItself(node, info) ? { foreign: 'of no history of the group' } : 'likely';
}

/** A replica that comes back with data has the group's replication id in its RDB file. To the
 *  former master clients write as soon as it is back, by the address that they know. */
function shouldProveItself(node: DataNode, info: InfoFacts): boolean {
  const { tenant, isFormerMaster } = node;
  if (isFormerMaster || (tenant !== 'replica' && tenant !== 'listed')) return false;
  // What the file alone names may have missed all that the group's ids tell of.
  return info.bringsHistory === true && info.formerHistory === null && (info.keys ?? 0) > 0;
}

function wasHeard({ tenant }: DataNode): boolean {
  return tenant === 'replica' || tenant === 'master';
}

function kinshipOfReplica(
  state: State,
  node: DataNode,
  info: InfoFacts,
  followed: Address,
): Kinship {
  const { group } = node;
  if (isInGroup(state, group, followed)) return 'own';
  if (!canBeCompared(group, info)) return 'open';
  if (group.lineage.histories.size === 0) return 'likely';
  const isIdle = info.masterLinkUp !== true && (info.keys === 0 || !wasHeard(node));
  return isIdle ? 'likely' : { foreign: `a replica of ${followed.host} ${followed.port}` };
}

/** What is read in shows as empty at first; and there has to be something to compare with. */
function canBeCompared({ master, lineage }: Group, { loading }: InfoFacts): boolean {
  return !loading && (lineage.histories.size > 0 || master.infoAtMs !== null);
}

function isInGroup(state: State, group: Group, address: Address): boolean {
  const known = nodeAt(state, group, address);
  return known === null ? !isElsewhere(state, group, address) : !isForeign(known);
}

/** NAME-5: a name that leads nowhere may be anybody's. */
function isElsewhere(state: State, group: Group, address: Address): boolean {
  if (nodeAt(state, group, address) !== null) return false;
  const { resolveHostnames } = state.settings;
  return !(resolveHostnames && isName(address.host) && placeOf(state, address) === address);
}

/** What a node of ours says of itself; histories only from the master, and from who follows it as
 *  long as the master has told nothing. Who was told to follow it a moment ago has the history of
 *  another still, and a master that was told to follow a stranger passes that one's on. */
function remember(state: State, node: DataNode, info: InfoFacts): void {
  const { group } = node;
  const { runIds, histories } = group.lineage;
  if (info.runId !== null) add(runIds, info.runId);
  if (info.role === 'master') node.tenant = 'master';
  const follows = info.role === 'slave' && followsMaster(state, group, info);
  if (follows && (info.masterLinkUp === true || node.tenant !== 'master')) node.tenant = 'replica';
  const isWanted =
    histories.size === 0 || (info.masterLinkUp === true && group.master.info === null);
  const isInStep = follows && isWanted;
  // Who was made a master by hand, or came back as one, has the next of its ids in its RDB file.
  const { history, formerHistory } = info;
  const isGrown = info.role === 'master' && formerHistory !== null && histories.has(formerHistory);
  if (!isInStep && !isGrown && !(isMaster(node) && info.role === 'master')) return;
  if (history !== null) add(histories, history);
  if (formerHistory !== null) add(histories, formerHistory);
}

function followsMaster(state: State, group: Group, info: InfoFacts): boolean {
  if (info.masterHost === null || info.masterPort === null) return false;
  return nodeAt(state, group, { host: info.masterHost, port: info.masterPort }) === group.master;
}

/** The newest last. */
function add(ids: Set<string>, id: string): void {
  ids.delete(id);
  ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= KNOWN_IDS) return;
    ids.delete(oldest);
  }
}
