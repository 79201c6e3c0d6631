// What is shown of a master to whoever asks, where that is more than a fact of the state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from './create.ts';
import { linksOf } from './instances.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from './settings.ts';
import type { State } from './state.ts';
import { viewsAt } from './views.ts';

const NOW = 100_000;

function made(strictMinority: boolean): State {
  const group = {
    ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', quorum: 2, configEpoch: 0n, leaderEpoch: 0n },
    ...{ address: { host: '10.0.0.1', port: 6379 }, knownReplicas: [] },
    knownPeers: ['a', 'b'].map((id, at) => ({
      ...{ runId: id.repeat(40), address: { host: `10.0.1.${at + 1}`, port: 26379 } },
    })),
  };
  const state = createState({
    settings: { ...DEFAULT_SETTINGS, strictMinority, groups: [group] },
    ...{ myId: 'f'.repeat(40), listenPort: 26379, seed: 1, nowMs: NOW },
  });
  for (const { master } of state.groups.values()) {
    for (const link of linksOf(master)) {
      link.stage = { kind: 'up', id: 1, sinceMs: 0, localHost: '', lastMessageMs: NOW };
    }
  }
  return state;
}

test('OPERATOR-15: in a minority clients are told nothing, and those that read flags see why', () => {
  for (const isStrict of [true, false]) {
    const state = made(isStrict);
    const flags = () => viewsAt(state, NOW).master('g')?.flags;
    assert.deepEqual(flags(), ['master']);
    for (const member of state.groups.get('g')?.members.values() ?? []) member.downSinceMs = NOW;
    const shown = isStrict ? ['master', 'disconnected', 'in_minority'] : ['master'];
    assert.deepEqual(flags(), shown);
    assert.equal(viewsAt(state, NOW).clientAddress('g') === null, isStrict);
  }
});
