// SENTINEL DOCTOR (DOCTOR-1): runs every check that the facts of this Sentinel allow, and puts the
// worst first. Changes nothing; who is asked before is checkup.ts's.

import { addressKey } from '../address.ts';
import { placesOf } from '../names.ts';
import type { DataNode, Group, State } from '../state.ts';
import { ACCESS_CHECKS } from './access.ts';
import { ADDRESS_CHECKS, OWN_NAME_CHECKS } from './addresses.ts';
import type {
  Check,
  Finding,
  GroupCheck,
  OwnCheck,
  Severity,
  Surroundings,
  Ward,
} from './check.ts';
import { FENCE_CHECKS } from './fence.ts';
import { HELLO_CHECKS } from './hellos.ts';
import { LAG_CHECKS } from './lag.ts';
import { OWN_CHECKS } from './own.ts';
import { REPLICA_CHECKS } from './replicas.ts';
import { SETTINGS_CHECKS } from './settings.ts';
import { UPKEEP_CHECKS } from './upkeep.ts';
import { VOTER_CHECKS } from './voters.ts';

const GROUP_CHECKS: readonly GroupCheck[] = [
  ...VOTER_CHECKS,
  ...HELLO_CHECKS,
  ...REPLICA_CHECKS,
  ...LAG_CHECKS,
  ...UPKEEP_CHECKS,
  ...ADDRESS_CHECKS,
  ...ACCESS_CHECKS,
  ...SETTINGS_CHECKS,
  ...FENCE_CHECKS,
];

const SENTINEL_CHECKS: readonly OwnCheck[] = [...OWN_CHECKS, ...OWN_NAME_CHECKS];

/** All of them, for the page of findings. */
export const CHECKS: readonly Check[] = [...SENTINEL_CHECKS, ...GROUP_CHECKS];

export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'advice'];

/** What is found of this Sentinel and of these groups; the worst first. */
export function examine(
  state: State,
  groups: readonly Group[],
  around: Surroundings,
  now: number,
): readonly Finding[] {
  const ward: Ward = { state, now, around, elsewhere: nodesElsewhere(state, groups) };
  const found = [
    ...SENTINEL_CHECKS.flatMap((check) => report(check, null, check.find(ward))),
    ...groups.flatMap((group) =>
      GROUP_CHECKS.flatMap((check) => report(check, group.name, check.find(group, ward))),
    ),
  ];
  return SEVERITIES.flatMap((severity) => found.filter((each) => each.severity === severity));
}

/** Asked for one group at a time, many times a second: what all groups have is gone through, and
 *  not gathered. */
function nodesElsewhere(state: State, groups: readonly Group[]): Ward['elsewhere'] {
  const found = new Map<string, DataNode[]>();
  for (const group of groups) {
    forEachNode(group, (node) => forEachMark(state, node, (mark) => found.set(mark, [])));
  }
  for (const group of state.groups.values()) {
    forEachNode(group, (node) => forEachMark(state, node, (mark) => found.get(mark)?.push(node)));
  }
  return (node) => {
    const others = new Set<DataNode>();
    forEachMark(state, node, (mark) => {
      for (const each of found.get(mark) ?? []) if (each.group !== node.group) others.add(each);
    });
    return [...others];
  };
}

function forEachNode({ master, replicas }: Group, take: (node: DataNode) => void): void {
  take(master);
  for (const { node } of replicas.values()) take(node);
}

/** Two nodes with one mark in common are one: as they are called, where that leads, and which
 *  process has answered. */
function forEachMark(state: State, node: DataNode, take: (mark: string) => void): void {
  const { address, key, runId } = node;
  take(key);
  if (runId !== null) take(runId);
  for (const host of placesOf(state, address)) {
    const place = addressKey({ host, port: address.port });
    if (place !== key) take(place);
  }
}

function report(
  { code, severity, meaning, remedy }: Check,
  groupName: string | null,
  evidence: readonly string[],
): readonly Finding[] {
  return evidence.map((each) => ({ code, severity, groupName, evidence: each, meaning, remedy }));
}
