// EXPLAIN-1 for a master that is up and is to be replaced all the same (EMPTY-2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from './create.ts';
import { explain, openGates } from './explain.ts';
import type { InfoFacts } from './facts.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from './settings.ts';

const WITH_DATA: InfoFacts = {
  ...{ runId: null, role: 'slave', replicas: [], masterHost: null, masterPort: null },
  ...{ masterLinkUp: true, masterLinkDownMs: 0, priority: 100, offset: 10n },
  ...{ history: null, formerHistory: null, keys: 1, announced: true, loading: false },
};

test('EXPLAIN-1: nothing waits for the death of an empty master that is to be replaced', () => {
  for (const replaceEmptyMaster of [true, false]) {
    const group = {
      ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', quorum: 1, knownPeers: [], replaceEmptyMaster },
      ...{ address: { host: '10.0.0.1', port: 1 }, configEpoch: 0n, leaderEpoch: 0n },
      knownReplicas: [{ host: '10.0.0.2', port: 1 }],
    };
    const settings = { ...DEFAULT_SETTINGS, groups: [group] };
    const own = { myId: 'a'.repeat(40), listenPort: 1, seed: 1, nowMs: 0 };
    const state = createState({ settings, ...own });
    const known = state.groups.get('g') ?? assert.fail('no group');
    known.master.info = { ...WITH_DATA, keys: 0 };
    known.master.emptied = { sinceMs: 0, lost: WITH_DATA.history };
    for (const { node } of known.replicas.values()) node.info = WITH_DATA;
    const found = explain(state, known, 1);
    assert.equal(found.emptyMaster, replaceEmptyMaster);
    assert.equal(openGates(found)['objectively-down'], replaceEmptyMaster);
    assert.equal(found.waitsFor, replaceEmptyMaster ? 'votes' : 'subjectively-down');
  }
});
