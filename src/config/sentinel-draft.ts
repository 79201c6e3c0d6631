// The settings of a Sentinel while a file is being read: the same shape, open to change.

import type { Address } from '../core/address.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  type GroupSettings,
  type KnownPeer,
  type SentinelSettings,
} from '../core/settings.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface GroupDraft extends Mutable<GroupSettings> {
  renamedCommands: Map<string, string>;
  knownReplicas: Address[];
  knownPeers: KnownPeer[];
}

export interface SentinelDraft extends Mutable<Omit<SentinelSettings, 'groups'>> {
  readonly groups: Map<string, GroupDraft>;
}

export function newSentinelDraft(): SentinelDraft {
  return {
    myId: null,
    currentEpoch: 0n,
    announceIp: '',
    announcePort: 0,
    resolveHostnames: false,
    announceHostnames: false,
    denyScriptsReconfig: true,
    sentinelUser: null,
    sentinelPass: null,
    groups: new Map(),
  };
}

export function newGroupDraft(name: string, address: Address, quorum: number): GroupDraft {
  return {
    ...DEFAULT_GROUP_OPTIONS,
    name,
    address,
    quorum,
    configEpoch: 0n,
    leaderEpoch: 0n,
    renamedCommands: new Map(),
    knownReplicas: [],
    knownPeers: [],
  };
}

export function finishSentinel(draft: SentinelDraft): SentinelSettings {
  return { ...draft, groups: [...draft.groups.values()] };
}
