// Epochs that jump (TRUST-8 to TRUST-10), where nobody could be elected for long.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import { step } from '../step.ts';

const MASTER = { host: '10.0.0.1', port: 6379 };
const PEER = { host: '10.0.0.9', port: 26379 };

/** In which epoch we stand when the only peer, asked directly, has named one. */
function epochAfter(reported: bigint): bigint {
  const group = {
    ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', address: MASTER, quorum: 1, downAfterMs: 1_000 },
    ...{ configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [] },
    knownPeers: [{ address: PEER, runId: 'b'.repeat(40) }],
  };
  const settings = { ...DEFAULT_SETTINGS, groups: [group] };
  const own = { myId: 'a'.repeat(40), listenPort: 26379, seed: 1, nowMs: 0 };
  const state = createState({ settings, ...own });
  step(state, { kind: 'start' }, 0);
  const [link] = [...state.links].flatMap(([id, { endpoint }]) =>
    endpoint.kind === 'peer' ? [id] : [],
  );
  assert.ok(link !== undefined);
  step(state, { kind: 'link-up', link, localHost: '10.0.0.8' }, 1);
  const ping = { kind: 'ping', verdict: 'pong' } as const;
  step(state, { kind: 'reply', link, reply: ping }, 2);
  step(state, { kind: 'wake' }, 1_000);
  const about = { groupName: 'g', master: MASTER, askedBy: own.myId };
  const request = { kind: 'epoch-of', ...about, askedAtMs: 15_000 } as const;
  const report = { configEpoch: null, voteEpoch: null, votedFor: null, currentEpoch: reported };
  step(state, { kind: 'reply', link, reply: { kind: 'epoch-of', request, report } }, 15_000);
  return state.currentEpoch;
}

test('TRUST-10: the word of one peer is enough up to 2^62, and no epoch beyond can be stood in', () => {
  assert.equal(epochAfter(2n ** 62n), 2n ** 62n + 1n);
  assert.equal(epochAfter(2n ** 63n - 2n), 1n);
});
