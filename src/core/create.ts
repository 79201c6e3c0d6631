// A state from the settings of a file: groups, their replicas and peers, none of them reached yet.

import { sameAddress } from './address.ts';
import { addGroup, addReplica, join, newNode, newPeer } from './instances.ts';
import { countFastProbes } from './schedule/beat.ts';
import { DEFAULT_GROUP_OPTIONS, type GroupOptions, type GroupSettings } from './settings.ts';
import { emptyState, type State, type StateOptions } from './state.ts';

/** Nothing is announced or connected before the input `start`. */
export function createState(options: StateOptions): State {
  const state = emptyState(options);
  for (const settings of options.settings.groups) loadGroup(state, settings, options);
  return state;
}

function loadGroup(
  state: State,
  settings: GroupSettings,
  { nowMs: now, wallMs }: StateOptions,
): void {
  const { name, address, configEpoch, leaderEpoch, formerMasters = [] } = settings;
  const group = addGroup(
    state,
    { name, address, options: optionsOf(settings), configEpoch, leaderEpoch },
    now,
  );
  for (const epoch of [configEpoch, leaderEpoch]) {
    if (epoch > state.currentEpoch) state.currentEpoch = epoch;
  }
  for (const replica of settings.knownReplicas) {
    // Left behind where somebody has edited the `monitor` line by hand.
    if (sameAddress(replica, address)) continue;
    const node = newNode(group, replica, now);
    node.tenant = 'listed';
    node.isFormerMaster = formerMasters.some((former) => sameAddress(former, replica));
    addReplica(group, node, now);
  }
  for (const { runId, address: at } of settings.knownPeers) {
    if (runId === state.myId) continue;
    const { peer } = join(group, state.peers.get(runId) ?? newPeer(state, runId, at, now), now);
    if (settings.onTheirWord?.includes(runId)) peer.standing = 'on-its-word';
  }
  countFastProbes(state, group, 1);
  if (wallMs === undefined) return;
  // OPERATOR-13: never longer than it was, whatever has been done to the clock.
  const { pausedUntilMs = 0, pauseLeftMs = 0 } = settings;
  const leftMs = Math.min(pausedUntilMs - wallMs, pauseLeftMs);
  if (leftMs > 0) state.timers.arm(group.pauseEnd, now + leftMs);
}

function optionsOf(settings: GroupSettings): GroupOptions {
  const { quorum, downAfterMs, failoverTimeoutMs, parallelSyncs, masterRebootDownAfterMs } =
    settings;
  const { lineageCheck, replaceEmptyMaster, promoteWithoutMaster } = settings;
  const {
    notificationScript,
    clientReconfigScript,
    authUser,
    authPass,
    renamedCommands,
    maintenance,
  } = settings;
  return {
    ...DEFAULT_GROUP_OPTIONS,
    ...{ quorum, downAfterMs, failoverTimeoutMs, parallelSyncs, masterRebootDownAfterMs },
    ...{ lineageCheck, replaceEmptyMaster, promoteWithoutMaster },
    ...{ notificationScript, clientReconfigScript, authUser, authPass, renamedCommands },
    maintenance,
  };
}
