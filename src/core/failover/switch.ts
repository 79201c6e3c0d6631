// The group gets another master: by our own failover, or because a peer's hello says so. Links,
// peers and what is known of each node stay (SWITCH-2); nothing is asked of anybody here.

import type { Address } from '../address.ts';
import {
  addReplica,
  freshAttempts,
  markObjectivelyDown,
  newNode,
  nodeSubject,
} from '../instances.ts';
import { indexMaster, unindexMaster } from '../master-index.ts';
import { nodeAt } from '../names.ts';
import { takeCandidate } from '../observe/candidates.ts';
import type { Outbox } from '../outbox.ts';
import { openLinks, redial } from '../schedule/connect.ts';
import { askInfo } from '../schedule/send.ts';
import type { DataNode, Group, State } from '../state.ts';
import { moveTo } from './machine.ts';

/** Makes the node at `to` the master, and the old master a replica. Events and the write are the
 *  caller's. */
export function switchMaster(
  state: State,
  group: Group,
  to: Address,
  now: number,
  out: Outbox,
): void {
  const old = group.master;
  const fresh = takeNode(state, group, to, now, out);
  unindexMaster(state, group);
  group.master = fresh;
  indexMaster(state, group);
  addReplica(group, old, now);
  for (const replica of group.replicas.values()) replica.follow = { stage: 'none', sinceMs: now };
  expectRole(fresh, 'master', now);
  expectRole(old, 'slave', now);
  fresh.replaced = null;
  fresh.isFormerMaster = false;
  // LINEAGE-3: of the others those stay that have not followed since they were the master.
  for (const { node } of group.replicas.values()) {
    if (node.tenant === 'replica' && node.replaced === null) node.isFormerMaster = false;
  }
  old.isFormerMaster = true;
  // SDOWN-4: `+switch-master` says so.
  if (fresh.unansweredSinceMs !== null) fresh.unansweredSinceMs = now;
  fresh.downSinceMs = null;
  old.replaced = { sinceMs: now, askedAtMs: null, toldOn: null };
  // HEAL-6: what is under way there was planned with less haste.
  redial(state, old.command, now, out);
  forgetCampaigns(state, group);
  askInfo(fresh, out);
  askInfo(old, out);
}

/** SWITCH-1: what clients hear of the group as it is now. */
export function announceSwitch(group: Group, out: Outbox): void {
  const { name: groupName, master, lastSwitch } = group;
  if (lastSwitch === null) return;
  const { from, role } = lastSwitch;
  const to = master.address;
  const script = group.options.clientReconfigScript;
  const run = { kind: 'reconfig-script', script, groupName, role, from, to } as const;
  // SCRIPT-3: in stock's order.
  if (role === 'leader') out.held(run);
  out.announceHeld({ name: '+switch-master', groupName, from, to });
  if (role === 'observer') out.held(run);
  for (const { node } of group.replicas.values()) {
    const subject = nodeSubject(node);
    out.announceHeld({ name: '+slave', subject });
    if (node.downSinceMs !== null) out.announceHeld({ name: '+sdown', subject });
  }
}

function takeNode(state: State, group: Group, to: Address, now: number, out: Outbox): DataNode {
  const known = nodeAt(state, group, to);
  if (known !== null) {
    group.replicas.delete(known.key);
    return known;
  }
  const node = takeCandidate(state, group, to) ?? newNode(group, to, now);
  openLinks(state, node, now, out);
  return node;
}

function expectRole(node: DataNode, role: 'master' | 'slave', now: number): void {
  node.roleReported = role;
  node.roleReportedAtMs = now;
  node.followsSinceMs = now;
  node.rebootedAtMs = null;
  node.emptied = null;
  // An answer to a question that was asked before the switch must not stand for one after it.
  node.infoInFlight = false;
}

function forgetCampaigns(state: State, group: Group): void {
  moveTo(group, null);
  group.following = null;
  markObjectivelyDown(state, group, null);
  group.attempts = freshAttempts();
  for (const member of group.members.values()) member.opinion = null;
  for (const timer of [group.stand, group.ask, group.failoverTimer, group.followTimer]) {
    state.timers.disarm(timer);
  }
}
