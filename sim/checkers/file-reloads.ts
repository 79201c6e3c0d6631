// Every file that is written can be read, and says the same again.

import { type Address, addressKey, sameAddress } from '../../src/core/address.ts';
import type { SentinelSettings } from '../../src/core/settings.ts';
import { readText } from '../disk.ts';
import type { Checker } from '../observer.ts';

export const fileReloads: Checker = {
  name: 'file-reloads',
  watch(_cluster, complain) {
    return {
      saved(sentinel, { settings, text }) {
        const lost = difference(settings, readText(text).settings);
        if (lost !== null) complain(`${sentinel.name} reads another ${lost} than it wrote`);
      },
    };
  },
};

/** The name of what is not the same, or null. The order of lists says nothing. */
function difference(written: SentinelSettings, read: SentinelSettings): string | null {
  const { groups, ...rest } = written;
  const different = differentField(rest, read);
  if (different !== null) return different;
  if (groups.length !== read.groups.length) return 'number of groups';
  for (const group of groups) {
    const same = read.groups.find(({ name }) => name === group.name);
    if (same === undefined) return 'group';
    const { address, knownReplicas, knownPeers, renamedCommands, ...others } = group;
    const { maintenance, onTheirWord = [], formerMasters = [], ...fields } = others;
    const differentInGroup = differentField(fields, same);
    if (differentInGroup !== null) return differentInGroup;
    if (!sameAddress(address, same.address)) return 'address';
    if (!sameLists(knownReplicas.map(addressKey), same.knownReplicas.map(addressKey))) {
      return 'list of replicas';
    }
    if (!sameLists(knownPeers.map(peerText), same.knownPeers.map(peerText))) return 'list of peers';
    if (!sameLists(maintenance.map(addressKey), same.maintenance.map(addressKey))) {
      return 'list of nodes in maintenance';
    }
    if (!sameLists(formerMasters.map(addressKey), (same.formerMasters ?? []).map(addressKey))) {
      return 'list of former masters';
    }
    if (!sameLists(onTheirWord, same.onTheirWord ?? [])) return 'list of unanswered peers';
    const renamed = [renamedCommands, same.renamedCommands].map((map) => [...map].map(String));
    if (!sameLists(renamed[0] ?? [], renamed[1] ?? [])) return 'renamed command';
  }
  return null;
}

/** Of fields that hold plain values. */
function differentField(written: object, read: object): string | null {
  const values: Record<string, unknown> = { ...read };
  for (const [name, value] of Object.entries(written)) if (values[name] !== value) return name;
  return null;
}

function peerText({ address, runId }: { address: Address; runId: string }): string {
  return `${addressKey(address)} ${runId}`;
}

function sameLists(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join();
}
