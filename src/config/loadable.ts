// Settings as a file can hold them. What was discovered may contain what no file would load with;
// that is left out here, so that one odd replica cannot stop every later start.

import { type Address, addressKey } from '../core/address.ts';
import type { GroupSettings, KnownPeer, SentinelSettings } from '../core/settings.ts';
import { storedHost } from './sentinel-directives.ts';

const NONE: readonly Address[] = [];

/** The settings that reading the written file gives. The address of a group is never left out:
 *  where that cannot be written, the file must not be replaced. */
export function loadable(settings: SentinelSettings): SentinelSettings {
  const { resolveHostnames } = settings;
  const groups = settings.groups.map((group) => loadableGroup(group, resolveHostnames));
  let currentEpoch = settings.currentEpoch;
  for (const { configEpoch } of groups) {
    if (configEpoch > currentEpoch) currentEpoch = configEpoch;
  }
  return { ...settings, groups, currentEpoch };
}

/** The group itself where nothing has to be left out, which is nearly always. */
function loadableGroup(group: GroupSettings, resolveHostnames: boolean): GroupSettings {
  const keyOfReplica = (address: Address): string | null => storedKey(address, resolveHostnames);
  const keyOfPeer = ({ address, runId }: KnownPeer): string | null =>
    storedHost(address.host, resolveHostnames) === null || runId === '' ? null : runId;
  const knownReplicas = firstOfEach(group.knownReplicas, keyOfReplica);
  const knownPeers = firstOfEach(group.knownPeers, keyOfPeer);
  const maintenance = firstOfEach(group.maintenance, keyOfReplica);
  const formerMasters = firstOfEach(group.formerMasters ?? NONE, keyOfReplica);
  const isWhole =
    knownReplicas === group.knownReplicas &&
    knownPeers === group.knownPeers &&
    maintenance === group.maintenance &&
    formerMasters === (group.formerMasters ?? NONE);
  return isWhole ? group : { ...group, knownReplicas, knownPeers, maintenance, formerMasters };
}

function storedKey({ host, port }: Address, resolveHostnames: boolean): string | null {
  const stored = storedHost(host, resolveHostnames);
  return stored === null ? null : addressKey({ host: stored, port });
}

/** Without those that have no key or the key of an earlier one; the list itself if that is all. */
function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string | null): readonly T[] {
  if (items.length === 0) return items;
  const seen = new Set<string>();
  const kept = items.filter((item) => {
    const key = keyOf(item);
    if (key === null || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.length === items.length ? items : kept;
}
