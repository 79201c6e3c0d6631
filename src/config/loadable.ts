// Settings as a file can hold them. What was discovered may contain what no file would load with;
// that is left out here, so that one odd replica cannot stop every later start.

import { addressKey } from '../core/address.ts';
import type { GroupSettings, SentinelSettings } from '../core/settings.ts';
import { storedHost } from './sentinel-directives.ts';

/** The settings that reading the written file gives. The address of a group is never left out:
 *  where that cannot be written, the file must not be replaced. */
export function loadable(settings: SentinelSettings): SentinelSettings {
  const groups = settings.groups.map((group) => loadableGroup(group, settings.resolveHostnames));
  let currentEpoch = settings.currentEpoch;
  for (const { configEpoch } of groups) {
    if (configEpoch > currentEpoch) currentEpoch = configEpoch;
  }
  return { ...settings, groups, currentEpoch };
}

function loadableGroup(group: GroupSettings, resolveHostnames: boolean): GroupSettings {
  const replicas = new Map<string, GroupSettings['knownReplicas'][number]>();
  for (const address of group.knownReplicas) {
    const host = storedHost(address.host, resolveHostnames);
    if (host !== null) replicas.set(addressKey({ host, port: address.port }), address);
  }
  const peers = new Map<string, GroupSettings['knownPeers'][number]>();
  for (const peer of group.knownPeers) {
    const usable = peer.runId !== '' && storedHost(peer.address.host, resolveHostnames) !== null;
    if (usable) peers.set(peer.runId, peer);
  }
  return { ...group, knownReplicas: [...replicas.values()], knownPeers: [...peers.values()] };
}
