// DOCTOR-1, what people have told this Sentinel while they work: no failover comes of a group that
// is paused, nor of a node in maintenance.

import { isInMaintenance } from '../names.ts';
import { isMaster } from '../state.ts';
import { type GroupCheck, placed, seconds } from './check.ts';

const paused: GroupCheck = {
  scope: 'group',
  code: 'paused',
  severity: 'warning',
  meaning: 'This Sentinel was told to start no failover of the group for a while.',
  remedy: 'SENTINEL RESUME <group>, on each Sentinel that was told, when the work is done.',
  find: ({ pauseEnd }, { now }) =>
    pauseEnd.atMs === null ? [] : [`for another ${seconds(Math.max(0, pauseEnd.atMs - now))}`],
};

const maintenance: GroupCheck = {
  scope: 'group',
  code: 'maintenance',
  severity: 'warning',
  meaning:
    'A node is in maintenance: a master is not failed over when it is down, a replica is not promoted.',
  remedy: 'SENTINEL MAINTENANCE <group> <ip> <port> OFF, on each Sentinel, when the work is done.',
  find: (group, { state, now }) =>
    [group.master, ...[...group.replicas.values()].map(({ node }) => node)]
      .filter((node) => isInMaintenance(state, node))
      .map((node) => {
        const what = isMaster(node) ? 'the master' : 'a replica';
        const { downSinceMs } = node;
        const down = downSinceMs === null ? '' : `, down for ${seconds(now - downSinceMs)}`;
        return `${placed(state, node)}, ${what}${down}`;
      }),
};

export const UPKEEP_CHECKS: readonly GroupCheck[] = [paused, maintenance];
