// Who of a group without its master is waited for (ORPHAN-2).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import type { InfoFacts } from '../facts.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import type { DataNode } from '../state.ts';
import { judge, NOBODYS_WORD, type Refusal } from './eligible.ts';

const LOST_MS = 100_000;
const NOW_MS = LOST_MS + 2_000;

const INFO: InfoFacts = {
  ...{ runId: null, role: 'slave', replicas: [], masterHost: null, masterPort: null },
  ...{ masterLinkUp: false, masterLinkDownMs: -1, priority: 100, offset: 10n },
  ...{ history: 'a', formerHistory: null, keys: 1, announced: true, loading: false },
};

/** Of five nodes the master is lost, three have said since then what they have, and the last one,
 *  which had more, has not. */
function verdicts(change: (last: DataNode) => void, now: number): readonly (Refusal | null)[] {
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
  return [...judge(state, group, NOBODYS_WORD, now).refusals.values()];
}

const ALL_WAIT: readonly Refusal[] = ['too-few-seen', 'too-few-seen', 'too-few-seen'];

test('ORPHAN-2: who is up and has yet to say what it has is waited for', () => {
  const waiting = verdicts(() => {}, NOW_MS);
  assert.deepEqual(waiting, [...ALL_WAIT, 'no-fresh-answer']);
  const neverAsked = verdicts(
    (last) => Object.assign(last, { info: null, infoAtMs: null }),
    NOW_MS,
  );
  assert.deepEqual(neverAsked, [...ALL_WAIT, 'stale-info']);
});

test('ORPHAN-2: not for ever, and not who could not be promoted', () => {
  const none = [null, null, null];
  const late = verdicts(() => {}, LOST_MS + 5_001);
  assert.deepEqual(late, [...none, 'stale-info']);
  const back = verdicts((last) => {
    const stage = { kind: 'up', id: 1, sinceMs: LOST_MS + 4_000, localHost: '' } as const;
    Object.assign(last.command, { stage });
  }, LOST_MS + 5_001);
  assert.deepEqual(back, [...ALL_WAIT, 'stale-info'], 'from its own connection on');
  const refuses = verdicts((last) => Object.assign(last, { infoRefused: true }), NOW_MS);
  assert.deepEqual(refuses, [...none, 'no-fresh-answer']);
  const down = verdicts((last) => Object.assign(last, { downSinceMs: LOST_MS }), NOW_MS);
  assert.deepEqual(down, [...none, 'down']);
  const loading = { info: { ...INFO, loading: true } };
  assert.deepEqual(
    verdicts((last) => Object.assign(last, loading), NOW_MS),
    [...none, 'no-fresh-answer'],
  );
});
