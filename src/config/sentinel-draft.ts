// The settings of a Sentinel while a file is being read: the same shape, open to change.

import type { Address } from '../core/address.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type GroupSettings,
  type KnownPeer,
  type SentinelSettings,
} from '../core/settings.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface GroupDraft extends Mutable<GroupSettings> {
  renamedCommands: Map<string, string>;
  knownReplicas: Address[];
  maintenance: Address[];
  formerMasters?: Address[];
  knownPeers: KnownPeer[];
}

export interface SentinelDraft extends Mutable<Omit<SentinelSettings, 'groups'>> {
  readonly groups: Map<string, GroupDraft>;
}

export function newSentinelDraft(): SentinelDraft {
  return { ...DEFAULT_SETTINGS, groups: new Map() };
}

/** Spelt out, because copying the defaults takes longer than all else that a line costs. */
export function newGroupDraft(name: string, address: Address, quorum: number): GroupDraft {
  return {
    name,
    address,
    quorum,
    downAfterMs: DEFAULT_GROUP_OPTIONS.downAfterMs,
    failoverTimeoutMs: DEFAULT_GROUP_OPTIONS.failoverTimeoutMs,
    parallelSyncs: DEFAULT_GROUP_OPTIONS.parallelSyncs,
    notificationScript: DEFAULT_GROUP_OPTIONS.notificationScript,
    clientReconfigScript: DEFAULT_GROUP_OPTIONS.clientReconfigScript,
    authUser: DEFAULT_GROUP_OPTIONS.authUser,
    authPass: DEFAULT_GROUP_OPTIONS.authPass,
    masterRebootDownAfterMs: DEFAULT_GROUP_OPTIONS.masterRebootDownAfterMs,
    lineageCheck: DEFAULT_GROUP_OPTIONS.lineageCheck,
    replaceEmptyMaster: DEFAULT_GROUP_OPTIONS.replaceEmptyMaster,
    promoteWithoutMaster: DEFAULT_GROUP_OPTIONS.promoteWithoutMaster,
    renamedCommands: new Map(),
    configEpoch: 0n,
    leaderEpoch: 0n,
    knownReplicas: [],
    maintenance: [],
    knownPeers: [],
  };
}

export function finishSentinel(draft: SentinelDraft): SentinelSettings {
  return { ...draft, groups: [...draft.groups.values()] };
}
