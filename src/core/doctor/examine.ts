// SENTINEL DOCTOR (DOCTOR-1): runs every check that the facts of this Sentinel allow, and puts the
// worst first. Changes nothing; who is asked before is checkup.ts's.

import type { Group, State } from '../state.ts';
import { ACCESS_CHECKS } from './access.ts';
import type { Check, Finding, GroupCheck, Severity, Surroundings, Ward } from './check.ts';
import { FENCE_CHECKS } from './fence.ts';
import { HELLO_CHECKS } from './hellos.ts';
import { OWN_CHECKS } from './own.ts';
import { REPLICA_CHECKS } from './replicas.ts';
import { SETTINGS_CHECKS } from './settings.ts';
import { VOTER_CHECKS } from './voters.ts';

const GROUP_CHECKS: readonly GroupCheck[] = [
  ...VOTER_CHECKS,
  ...HELLO_CHECKS,
  ...REPLICA_CHECKS,
  ...ACCESS_CHECKS,
  ...SETTINGS_CHECKS,
  ...FENCE_CHECKS,
];

/** All of them, for the page of findings. */
export const CHECKS: readonly Check[] = [...OWN_CHECKS, ...GROUP_CHECKS];

export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'advice'];

/** What is found of this Sentinel and of these groups; the worst first. */
export function examine(
  state: State,
  groups: readonly Group[],
  around: Surroundings,
  now: number,
): readonly Finding[] {
  const ward: Ward = { state, now, around, groupsOf: groupsOfNodes(state, groups) };
  const found = [
    ...OWN_CHECKS.flatMap((check) => report(check, null, check.find(ward))),
    ...groups.flatMap((group) =>
      GROUP_CHECKS.flatMap((check) => report(check, group.name, check.find(group, ward))),
    ),
  ];
  return SEVERITIES.flatMap((severity) => found.filter((each) => each.severity === severity));
}

/** For the nodes of these groups. Asked for one group at a time, many times a second: what all
 *  groups have is gone through, and not gathered. */
function groupsOfNodes(state: State, groups: readonly Group[]): Ward['groupsOf'] {
  const found = new Map<string, Group[]>();
  for (const { master, replicas } of groups) {
    for (const key of [master.key, ...replicas.keys()]) found.set(key, []);
  }
  for (const group of state.groups.values()) {
    found.get(group.master.key)?.push(group);
    for (const key of group.replicas.keys()) {
      if (key !== group.master.key) found.get(key)?.push(group);
    }
  }
  return found;
}

function report(
  { code, severity, meaning, remedy }: Check,
  groupName: string | null,
  evidence: readonly string[],
): readonly Finding[] {
  return evidence.map((each) => ({ code, severity, groupName, evidence: each, meaning, remedy }));
}
