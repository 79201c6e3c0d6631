// Two settings are the same when their keys are: a short text that holds every value, made without
// the quoting of the file, so that it can prove that quoting right.

import type { Address } from '../core/address.ts';
import type { GroupSettings, SentinelSettings } from '../core/settings.ts';
import { loadable } from './loadable.ts';
import { OWN_SETTINGS, type OwnSetting } from './own-settings.ts';
import { storedHost } from './sentinel-directives.ts';

/** Of the settings as a file can hold them (see `loadable`). */
export function settingsKey(
  settings: SentinelSettings,
  own: readonly OwnSetting[] = OWN_SETTINGS,
): string {
  return keyOfLoadable(loadable(settings), own);
}

/** The same for settings of which nothing has to be left out any more. */
export function keyOfLoadable(written: SentinelSettings, own: readonly OwnSetting[]): string {
  const parts: string[] = [
    field(written.myId),
    String(written.currentEpoch),
    field(written.announceIp),
    String(written.announcePort),
    `${written.resolveHostnames} ${written.announceHostnames} ${written.denyScriptsReconfig}`,
    field(written.sentinelUser),
    field(written.sentinelPass),
  ];
  for (const group of written.groups) addGroup(parts, group);
  for (const { record } of own) addOwn(parts, record, written);
  return parts.join('\n');
}

/** A setting of our own is never so odd that its spelling would hide a difference. */
function addOwn(parts: string[], record: OwnSetting['record'], written: SentinelSettings): void {
  if (record.kind === 'global') parts.push(field(record.render(written, true)));
  if (record.kind !== 'group') return;
  for (const group of written.groups) parts.push(...record.render(group, true).map(field));
}

function addGroup(parts: string[], group: GroupSettings): void {
  parts.push(
    field(group.name),
    addressField(group.address),
    `${group.quorum} ${group.downAfterMs} ${group.failoverTimeoutMs} ${group.parallelSyncs}`,
    `${group.masterRebootDownAfterMs} ${group.configEpoch} ${group.leaderEpoch}`,
    field(group.notificationScript),
    field(group.clientReconfigScript),
    field(group.authUser),
    field(group.authPass),
    `${group.renamedCommands.size} ${group.knownReplicas.length} ${group.knownPeers.length}`,
  );
  for (const [from, to] of group.renamedCommands) parts.push(field(from), field(to));
  for (const address of group.knownReplicas) parts.push(addressField(address));
  for (const { address, runId } of group.knownPeers)
    parts.push(addressField(address), field(runId));
}

/** With its length, so that no value can pass for two. None and empty are the same in a file. */
function field(value: string | null): string {
  return value === null ? '0:' : `${value.length}:${value}`;
}

function addressField({ host, port }: Address): string {
  return `${field(storedHost(host, true))} ${port}`;
}
