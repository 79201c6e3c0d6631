// What must hold for a group after every step, in production too: better no failover than a wrong
// one. Returns what is broken in words that name the group; the process ends on it.

import type { Group, State } from './state.ts';

type Check = (state: State, group: Group) => string | null;

const CHECKS: readonly Check[] = [
  (state, { configEpoch }) =>
    configEpoch <= state.currentEpoch
      ? null
      : `config epoch ${configEpoch} is ahead of the current`,
  (state, { vote }) =>
    vote.epoch <= state.currentEpoch ? null : `vote of epoch ${vote.epoch} is ahead of the current`,
  (_state, { failover, vote }) =>
    failover === null || vote.epoch >= failover.epoch ? null : 'campaign without a vote of its own',
  (_state, { failover, configEpoch }) =>
    failover === null || failover.epoch > configEpoch || failover.stage === 'wait-start'
      ? null
      : `failover of epoch ${failover.epoch} is older than the configuration ${configEpoch}`,
  (_state, { replicas, candidates, master }) =>
    replicas.has(master.key) || candidates.has(master.key)
      ? 'the master is among its replicas'
      : null,
  (_state, { failover, replicas }) => {
    if (failover === null || !('promoted' in failover)) return null;
    const { promoted } = failover;
    const known = replicas.get(promoted.node.key) === promoted;
    return known ? null : 'the promoted node is not a replica of the group';
  },
  (_state, { objectivelyDownSinceMs, master }) =>
    objectivelyDownSinceMs !== null && master.downSinceMs === null
      ? 'objectively down while it is up in our eyes'
      : null,
  (state, group) =>
    state.groupsByMaster.get(group.master.key)?.has(group) ? null : 'not indexed by its master',
];

export function brokenInvariant(state: State, group: Group): string | null {
  for (const check of CHECKS) {
    const broken = check(state, group);
    if (broken !== null) return `group ${group.name}: ${broken}`;
  }
  return null;
}
