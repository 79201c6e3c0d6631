// What comes back from the file: of a pause what is left by the wall clock, and never more than was
// left when it was written (OPERATOR-13), and who was the master (LINEAGE-3).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from './create.ts';
import { durableSettings } from './durable.ts';
import { addReplica, newNode } from './instances.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS, type SentinelSettings } from './settings.ts';
import { nextDeadline, step } from './step.ts';
import { viewsAt } from './views.ts';

const BASE: SentinelSettings = {
  ...DEFAULT_SETTINGS,
  groups: [
    {
      ...DEFAULT_GROUP_OPTIONS,
      ...{ name: 'g', address: { host: '10.0.0.1', port: 7 }, quorum: 1 },
      ...{ configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [], knownPeers: [] },
    },
  ],
};

const WALL_MS = 1_795_353_603_004;

function start(settings: SentinelSettings, wallMs: number) {
  const myId = 'f'.repeat(40);
  return createState({ settings, myId, listenPort: 1, seed: 1, nowMs: 500, wallMs });
}

/** After a pause of a minute, five seconds of which are over when the file is written. */
function paused(): SentinelSettings {
  const state = start(BASE, WALL_MS);
  step(state, { kind: 'start' }, 500);
  const request = { kind: 'pause', name: 'g', forMs: 60_000 } as const;
  const output = step(state, { kind: 'operator', asker: 1, request }, 1_000);
  assert.equal(output.save, 'now');
  return durableSettings(state, { nowMs: 6_000, wallMs: WALL_MS + 5_500 });
}

function leftMs(settings: SentinelSettings, wallMs: number): number | null {
  const state = start(settings, wallMs);
  const { groups } = durableSettings(state, { nowMs: 500, wallMs });
  const isPaused = viewsAt(state, 500).master('g')?.flags.includes('failover_paused');
  const left = groups[0]?.pauseLeftMs ?? 0;
  assert.equal(isPaused, left > 0);
  return left;
}

test('OPERATOR-13: a pause that is written goes on after a restart', () => {
  const settings = paused();
  assert.equal(settings.groups[0]?.pauseLeftMs, 55_000);
  assert.equal(settings.groups[0]?.pausedUntilMs, WALL_MS + 60_500);
  assert.equal(leftMs(settings, WALL_MS + 20_500), 40_000);
  assert.equal(leftMs(settings, WALL_MS + 60_500), 0);
  assert.equal(leftMs(settings, WALL_MS + 99_000), 0);
});

test('OPERATOR-13: a clock that was set back makes no longer pause', () => {
  assert.equal(leftMs(paused(), 0), 55_000);
});

test('OPERATOR-13: the start tells of it, and it ends by itself', () => {
  const state = start(paused(), WALL_MS + 20_500);
  const told = step(state, { kind: 'start' }, 500).free.flatMap((effect) =>
    effect.kind === 'event' ? [effect.event] : [],
  );
  assert.ok(told.some((event) => event.name === '+pause' && event.forMs === 40_000));
  for (let at = nextDeadline(state); at !== null && at < 40_500; at = nextDeadline(state)) {
    step(state, { kind: 'wake' }, at);
  }
  const output = step(state, { kind: 'wake' }, 40_500);
  const ended = output.free.some(
    (effect) => effect.kind === 'event' && effect.event.name === '-pause',
  );
  assert.equal(ended, true);
  assert.notEqual(output.save, 'nothing');
});

test('LINEAGE-3: who was the master is known after a restart', () => {
  const [base] = BASE.groups;
  assert.ok(base !== undefined);
  const [former, other] = [2, 3].map((last) => ({ host: `10.0.0.${last}`, port: 7 }));
  assert.ok(former !== undefined && other !== undefined);
  const knownReplicas = [former, other];
  const groups = [{ ...base, knownReplicas, formerMasters: [former, { host: 'x', port: 1 }] }];
  const state = start({ ...BASE, groups }, WALL_MS);
  const known = [...(state.groups.get('g')?.replicas.values() ?? [])].map(({ node }) => node);
  assert.deepEqual(
    known.map(({ isFormerMaster }) => isFormerMaster),
    [true, false],
  );
  const written = () =>
    durableSettings(state, { nowMs: 500, wallMs: WALL_MS }).groups[0]?.formerMasters;
  assert.deepEqual(written(), [former]);
  for (const node of known) node.isFormerMaster = false;
  assert.equal(written(), undefined);
});

test('LINEAGE-3: and when it was forgotten in between', () => {
  const group = start(BASE, WALL_MS).groups.get('g');
  assert.ok(group !== undefined);
  const from = { host: '10.0.0.2', port: 7 };
  group.lastSwitch = { from, role: 'leader', revision: 0 };
  const known = [from, { host: '10.0.0.3', port: 7 }].map((address) => {
    const { node } = addReplica(group, newNode(group, address, 500), 500);
    return node.isFormerMaster;
  });
  assert.deepEqual(known, [true, false]);
});
