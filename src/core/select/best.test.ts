// Which replica comes first (SELECT-2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import type { InfoFacts } from '../facts.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import type { Replica } from '../state.ts';
import { compareReplicas } from './best.ts';

const INFO: InfoFacts = {
  ...{ runId: null, role: 'slave', replicas: [], masterHost: null, masterPort: null },
  ...{ masterLinkUp: true, masterLinkDownMs: 0, priority: 100, offset: 10n },
  ...{ history: null, formerHistory: null, keys: null, announced: true, loading: false },
};

/** Two replicas, of which the first one would be chosen by its run id. */
function pair(first: Partial<InfoFacts>, second: Partial<InfoFacts>): [Replica, Replica] {
  const hosts = ['10.0.0.2', '10.0.0.3'];
  const state = createState({
    settings: {
      ...DEFAULT_SETTINGS,
      groups: [
        {
          ...DEFAULT_GROUP_OPTIONS,
          ...{ name: 'g', address: { host: '10.0.0.1', port: 1 }, quorum: 1, knownPeers: [] },
          ...{ configEpoch: 0n, leaderEpoch: 0n },
          knownReplicas: hosts.map((host) => ({ host, port: 1 })),
        },
      ],
    },
    ...{ myId: 'a'.repeat(40), listenPort: 1, seed: 1, nowMs: 0 },
  });
  const [a, b] = state.groups.get('g')?.replicas.values() ?? [];
  assert.ok(a !== undefined && b !== undefined);
  a.node.info = { ...INFO, ...first };
  a.node.runId = '1'.repeat(40);
  b.node.info = { ...INFO, ...second };
  b.node.runId = '2'.repeat(40);
  return [a, b];
}

function firstOf(first: Partial<InfoFacts>, second: Partial<InfoFacts>): 'first' | 'second' {
  const [a, b] = pair(first, second);
  const order = compareReplicas(a, b);
  assert.equal(Math.sign(compareReplicas(b, a)), -Math.sign(order));
  return order < 0 ? 'first' : 'second';
}

test('priority, then offset, then run id', () => {
  assert.equal(firstOf({}, {}), 'first');
  assert.equal(firstOf({}, { offset: 11n }), 'second');
  assert.equal(firstOf({ offset: 11n }, { priority: 99 }), 'second');
});

test('one that reads its data set in comes after all that could serve at once', () => {
  assert.equal(firstOf({ loading: true, priority: 1, offset: 99n }, {}), 'second');
  assert.equal(firstOf({ loading: true }, { loading: true }), 'first');
});
