// Every file that is written can be read, and says the same again.

import type { SentinelSettings } from '../../src/core/settings.ts';
import { readText } from '../disk.ts';
import type { Checker } from '../observer.ts';

export const fileReloads: Checker = {
  name: 'file-reloads',
  watch(_cluster, complain) {
    return {
      saved(sentinel, { settings, text }) {
        const written = canonical(settings);
        const read = canonical(readText(text).settings);
        if (written !== read) complain(`${sentinel.name} wrote ${written} and reads ${read}`);
      },
    };
  },
};

/** The order of groups, replicas and peers says nothing. */
function canonical(settings: SentinelSettings): string {
  const groups = settings.groups.map((group) => ({
    ...group,
    knownReplicas: group.knownReplicas.map(({ host, port }) => `${host} ${port}`).sort(),
    knownPeers: group.knownPeers
      .map(({ address, runId }) => `${address.host} ${address.port} ${runId}`)
      .sort(),
  }));
  return JSON.stringify(sorted({ ...settings, groups }), (_key, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return value instanceof Map ? [...value].sort() : sorted(value);
  });
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
