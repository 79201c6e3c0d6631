// The order of standing (ELECT-1): how far apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import { step } from '../step.ts';
import { turnMs } from './pauses.ts';

const PEERS = ['b', 'c'].map((letter, at) => ({
  address: { host: `10.0.1.${at}`, port: 26379 },
  runId: letter.repeat(40),
}));

/** How long we wait in each of some groups, when the writes before took so long. */
function waits(writesMs: readonly number[]): readonly number[] {
  const groups = Array.from({ length: 20 }, (_, at) => ({
    ...{ ...DEFAULT_GROUP_OPTIONS, name: `g${at}`, address: { host: `10.0.0.${at}`, port: 6379 } },
    ...{ quorum: 2, configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [], knownPeers: PEERS },
  }));
  const settings = { ...DEFAULT_SETTINGS, groups };
  const own = { myId: 'a'.repeat(40), listenPort: 26379, seed: 1, nowMs: 0 };
  const state = createState({ settings, ...own });
  step(state, { kind: 'start' }, 0);
  for (const [link, { endpoint }] of [...state.links]) {
    if (endpoint.kind === 'peer') step(state, { kind: 'link-up', link, localHost: '10.0.0.8' }, 0);
  }
  for (const tookMs of writesMs) step(state, { kind: 'saved', tookMs }, 0);
  return [...state.groups.values()].map((group) => {
    group.attempts.turn = { openSinceMs: 0, jitterMs: 0 };
    return turnMs(state, group, 0);
  });
}

test('ELECT-1: a step is 40 ms, or twice what a write lately takes where that is more', () => {
  const usual = waits([10, 10, 10]);
  // Whoever has no replica to promote stands behind all others.
  assert.deepEqual(
    [...new Set(usual)].toSorted((a, b) => a - b),
    [80, 120, 160],
  );
  const slow = waits([200, 200, 200, 200, 200, 200, 200, 200]);
  const longest = Math.max(...slow);
  assert.ok(longest > 900 && longest <= 1_000, `${longest}`);
  assert.ok(Math.min(...slow) > 790);
  assert.deepEqual(
    waits([0, 2_000]),
    usual.map(() => 1_000),
  );
});
