// The part of the state that survives a restart, and what becomes of the rest when it could not be
// saved (DURABLE-n).

import type { Address } from './address.ts';
import { waitAfterLoss } from './elect/pauses.ts';
import { noteAbort } from './failover/abort-note.ts';
import { repeatSwitch } from './failover/complete.ts';
import { giveUpHandOver } from './failover/hand-over.ts';
import { moveTo } from './failover/machine.ts';
import { rememberEnd } from './history.ts';
import { placeOf } from './names.ts';
import type { Outbox } from './outbox.ts';
import type { GroupSettings, SentinelSettings } from './settings.ts';
import type { Group, State } from './state.ts';

/** The time of both clocks at one moment. */
export interface Moment {
  /** On the clock of `step`. */
  readonly nowMs: number;
  readonly wallMs: number;
}

/** All that belongs into the file. */
export function durableSettings(state: State, moment: Moment): SentinelSettings {
  return {
    ...state.settings,
    myId: state.myId,
    currentEpoch: state.currentEpoch,
    groups: [...state.groups.values()].map((group) => groupSettings(state, group, moment)),
  };
}

/** NAME-4: names stay names; where they may not stand any more, what they lead to does. */
function groupSettings(state: State, group: Group, { nowMs, wallMs }: Moment): GroupSettings {
  const { resolveHostnames } = state.settings;
  const pauseEndMs = group.pauseEnd.atMs;
  const pauseLeftMs = pauseEndMs === null ? 0 : Math.max(0, Math.ceil(pauseEndMs - nowMs));
  const kept = (address: Address) => (resolveHostnames ? address : placeOf(state, address));
  const onTheirWord = [...group.members.values()].flatMap(({ peer }) =>
    peer.standing === 'on-its-word' ? [peer.runId] : [],
  );
  const formerMasters = [...group.replicas.values()].flatMap(({ node }) =>
    node.isFormerMaster ? [kept(node.address)] : [],
  );
  return {
    ...group.options,
    ...(onTheirWord.length === 0 ? {} : { onTheirWord }),
    ...(formerMasters.length === 0 ? {} : { formerMasters }),
    maintenance: group.options.maintenance.map(kept),
    name: group.name,
    address: kept(group.master.address),
    configEpoch: group.configEpoch,
    leaderEpoch: group.vote.epoch,
    ...(pauseLeftMs === 0 ? {} : { pausedUntilMs: Math.round(wallMs) + pauseLeftMs, pauseLeftMs }),
    knownReplicas: [...group.replicas.values()].map(({ node }) => kept(node.address)),
    knownPeers: [...group.members.values()].map(({ peer }) => ({
      address: kept(peer.address),
      runId: peer.runId,
    })),
  };
}

/** What a write lately takes, each one half as important as the next (ELECT-1). */
export function noteWrite(state: State, tookMs: number): void {
  state.writeTakesMs = (state.writeTakesMs + tookMs) / 2;
}

/** DURABLE-2, DURABLE-5: a write failed and everything that waited for it was dropped. */
export function unsaved(state: State, savedRevision: number, now: number, out: Outbox): void {
  for (const group of state.groups.values()) {
    if (group.voteRevision > savedRevision) spendVote(state, group, now, out);
    if ((group.lastSwitch?.revision ?? 0) > savedRevision) repeatSwitch(state, group, now, out);
  }
}

/** The vote was not cast and never will be: its epoch is used up. */
function spendVote(state: State, group: Group, now: number, out: Outbox): void {
  const { epoch, leader } = group.vote;
  if (leader === null) return;
  group.vote = { epoch, leader: null };
  out.free({ kind: 'note', note: { kind: 'vote-spent', groupName: group.name, epoch } });
  if (group.failover === null || group.failover.epoch !== epoch) return;
  giveUpHandOver(state, group, { code: 'aborted', cause: 'vote-not-saved' }, now, out);
  rememberEnd(state, group, 'vote-not-saved', now, out);
  noteAbort(state, group, group.failover, 'vote-not-saved', out);
  moveTo(group, null);
  state.timers.disarm(group.failoverTimer);
  waitAfterLoss(state, group, now, false);
}
