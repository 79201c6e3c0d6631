// Who of a group without its master is waited for (ORPHAN-2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import type { InfoFacts } from '../facts.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import type { DataNode } from '../state.ts';
import { orphanhoodOf } from './eligible.ts';

const LOST_MS = 100_000;
const NOW_MS = LOST_MS + 2_000;

const INFO: InfoFacts = {
  ...{ runId: null, role: 'slave', replicas: [], masterHost: null, masterPort: null },
  ...{ masterLinkUp: false, masterLinkDownMs: -1, priority: 100, offset: 10n },
  ...{ history: 'a', formerHistory: null, keys: 1, announced: true, loading: false },
};

/** How many are waited for: of five nodes the master is lost, three have said since then what they
 *  have, and the last one, which had more, has not. */
function awaited(change: (last: DataNode) => void, now: number): number {
  const state = createState({
    settings: {
      ...DEFAULT_SETTINGS,
      groups: [
        {
          ...DEFAULT_GROUP_OPTIONS,
          ...{ name: 'g', address: { host: '10.0.0.1', port: 1 }, quorum: 1, knownPeers: [] },
          ...{ configEpoch: 0n, leaderEpoch: 0n, promoteWithoutMaster: true },
          knownReplicas: [2, 3, 4, 5].map((last) => ({ host: `10.0.0.${last}`, port: 1 })),
        },
      ],
    },
    ...{ myId: 'a'.repeat(40), listenPort: 1, seed: 1, nowMs: 0 },
  });
  const group = state.groups.get('g');
  assert.ok(group !== undefined);
  group.master.downSinceMs = LOST_MS;
  const nodes = [...group.replicas.values()].map(({ node }) => node);
  for (const node of nodes) {
    const stage = { kind: 'up', id: 1, sinceMs: LOST_MS - 500, localHost: '' } as const;
    Object.assign(node.command, { stage });
    const info = INFO;
    Object.assign(node, { info, infoAtMs: now - 100, lastAvailableMs: now, kinship: 'own' });
  }
  const [last] = nodes.slice(-1);
  assert.ok(last !== undefined);
  Object.assign(last, { info: { ...INFO, offset: 20n }, infoAtMs: LOST_MS - 100 });
  change(last);
  const orphans = orphanhoodOf(state, group, now);
  assert.equal(orphans?.problem, null, 'a majority is seen, whose data can be compared');
  return orphans.awaited;
}

test('ORPHAN-2: who is up and has yet to say what it has is waited for', () => {
  assert.equal(
    awaited(() => {}, NOW_MS),
    1,
  );
  const never = { info: null, infoAtMs: null };
  assert.equal(
    awaited((last) => Object.assign(last, never), NOW_MS),
    1,
  );
  const has = { infoAtMs: LOST_MS + 1 };
  assert.equal(
    awaited((last) => Object.assign(last, has), NOW_MS),
    0,
  );
});

test('ORPHAN-2: not for ever, and not who could not be promoted', () => {
  const lateMs = LOST_MS + 5_001;
  assert.equal(
    awaited(() => {}, lateMs),
    0,
  );
  const stage = { kind: 'up', id: 1, sinceMs: LOST_MS + 4_000, localHost: '' } as const;
  assert.equal(
    awaited((last) => Object.assign(last.command, { stage }), lateMs),
    1,
    'from its own connection on',
  );
  for (const no of [
    { infoRefused: true },
    { downSinceMs: LOST_MS },
    { info: { ...INFO, loading: true } },
    { info: { ...INFO, priority: 0 } },
  ]) {
    assert.equal(
      awaited((last) => Object.assign(last, no), NOW_MS),
      0,
      JSON.stringify(Object.keys(no)),
    );
  }
});
