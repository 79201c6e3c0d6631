// DOCTOR-3: the facts that are kept for DOCTOR alone come about by what happens, end by it, and do
// not blame who is well.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOLLOWS, healthy, NOW, replica, WELL } from '../../../test/doctor-ward.ts';
import type { Address } from '../address.ts';
import type { Hello } from '../facts.ts';
import { addGroup } from '../instances.ts';
import { nameOf } from '../look-ups.ts';
import type { Group, State } from '../state.ts';
import { step } from '../step.ts';
import { examine } from './examine.ts';

const PUBLISH_PERIOD_MS = 2_000;
const MASTER: Address = { host: '10.0.0.1', port: 6379 };

/** What the first peer says, as often as it does. */
function told(state: State, now: number, said: Partial<Hello>): void {
  const hello: Hello = {
    ...{ peer: { host: '10.0.1.1', port: 26379 }, runId: 'a'.repeat(40), currentEpoch: 0n },
    ...{ groupName: 'g', master: MASTER, configEpoch: 0n, ...said },
  };
  step(state, { kind: 'told', hello }, now);
}

function evidence(state: State, code: string, now: number): readonly string[] {
  return examine(state, [...state.groups.values()], WELL, now)
    .filter((each) => each.code === code)
    .map((each) => each.evidence);
}

/** Says it for so many periods; when the last was said. */
function keepsSaying(state: State, said: Partial<Hello>, periods: number, from = NOW): number {
  for (let period = 0; period <= periods; period++) {
    told(state, from + period * PUBLISH_PERIOD_MS, said);
  }
  return from + periods * PUBLISH_PERIOD_MS;
}

const OTHER: Address = { host: '10.0.0.2', port: 6379 };

for (const [what, said, words] of [
  ['another master', { master: OTHER }, 'says 10.0.0.2:6379 at config epoch 3'],
  ['another config epoch', { configEpoch: 2n }, 'says 10.0.0.1:6379 at config epoch 2'],
] as const) {
  test(`a peer that goes on to name ${what} is found, and no longer when it agrees`, () => {
    const { state, group } = healthy();
    group.configEpoch = 3n;
    const before = keepsSaying(state, { configEpoch: 3n, ...said }, 4);
    assert.deepEqual(evidence(state, 'split-view', before), []);
    const last = keepsSaying(state, { configEpoch: 3n, ...said }, 1, before);
    assert.deepEqual(evidence(state, 'split-view', last), [
      `${'a'.repeat(40)} at 10.0.1.1:26379 ${words}, ours is 10.0.0.1:6379 at 3, for 10.0 s`,
    ]);
    assert.deepEqual(evidence(state, 'split-view', last + 10_001), [], 'it is silent');
    told(state, last, { configEpoch: 3n });
    assert.deepEqual(evidence(state, 'split-view', last), []);
  });
}

test('one forged hello between honest ones makes no split view, however often it comes', () => {
  const { state } = healthy();
  for (let at = NOW; at <= NOW + 20_000; at += PUBLISH_PERIOD_MS) {
    told(state, at, { master: OTHER });
    told(state, at + 100, {});
    told(state, at + 200, { master: OTHER });
  }
  assert.deepEqual(evidence(state, 'split-view', NOW + 20_200), []);
});

test('what has become our configuration since is no dissent', () => {
  const { state, group } = healthy();
  const last = keepsSaying(state, { configEpoch: 3n }, 6);
  group.configEpoch = 3n;
  assert.deepEqual(evidence(state, 'split-view', last), []);
});

function signed(): { state: State; group: Group } {
  return healthy({ trust: 'signed', trustSecret: 'open-sesame' });
}

test('a peer of which only hellos without a right seal come is named, with what is wrong', () => {
  const { state } = signed();
  for (let period = 0; period < 7; period++) {
    const now = NOW + period * PUBLISH_PERIOD_MS;
    told(state, now, { seal: 'old' });
    told(state, now, {});
  }
  const found = evidence(state, 'sentinel-without-seal', NOW + 12_000);
  const who = `${'a'.repeat(40)} at 10.0.1.1:26379`;
  assert.deepEqual(found, [`${who}: old-seal, none with a right seal for 12.0 s`]);
  const silent = evidence(state, 'sentinel-sends-no-hellos', NOW + 12_000);
  assert.deepEqual(
    silent.filter((each) => each.startsWith(who)),
    [],
  );
});

test('a hello without a seal in the name of a peer whose own have one blames nobody', () => {
  const { state } = signed();
  for (let period = 0; period < 7; period++) {
    const now = NOW + period * PUBLISH_PERIOD_MS;
    told(state, now, { seal: 'good' });
    told(state, now, { currentEpoch: 1n });
  }
  assert.deepEqual(evidence(state, 'sentinel-without-seal', NOW + 12_000), []);
});

test('whoever is not taken for a peer for want of a seal is named for a minute', () => {
  const { state } = signed();
  const peer = { host: '10.0.1.7', port: 26379 };
  told(state, NOW, { runId: 'e'.repeat(40), peer, seal: 'bad' });
  told(state, NOW, { runId: 'e'.repeat(40), peer });
  assert.deepEqual(evidence(state, 'sentinel-without-seal', NOW + 1_000), [
    `${'e'.repeat(40)} at 10.0.1.7:26379, not taken for a peer: bad-seal, last 1.0 s ago`,
  ]);
  assert.deepEqual(evidence(state, 'sentinel-without-seal', NOW + 60_001), []);
});

/** The first replica goes by a name. */
function renamed(): State {
  const { state, group } = healthy({ resolveHostnames: true, announceHostnames: true });
  const name = nameOf(state, 'redis-2.example');
  assert.ok(name !== null);
  name.users.add(replica(group, 0));
  return state;
}

function lookedUp(state: State, now: number, tookMs: number, ips: readonly string[]): void {
  const name = nameOf(state, 'redis-2.example');
  assert.ok(name !== null);
  Object.assign(name, { isLookedUp: true, askedAtMs: now - tookMs });
  step(state, { kind: 'resolved', host: 'redis-2.example', ips }, now);
}

test('NAME-2: how long a look-up took, and since when none finds anything', () => {
  const state = renamed();
  lookedUp(state, NOW, 499, ['10.0.0.2']);
  assert.deepEqual(evidence(state, 'name-slow', NOW), []);
  lookedUp(state, NOW + 1_000, 1_200, ['10.0.0.2']);
  const slow = evidence(state, 'name-slow', NOW + 1_500);
  assert.deepEqual(slow, ['redis-2.example: 1.2 s, 0.5 s ago']);
  lookedUp(state, NOW + 3_000, 5_000, []);
  lookedUp(state, NOW + 9_000, 5_000, []);
  assert.deepEqual(evidence(state, 'name-slow', NOW + 9_000), []);
  assert.deepEqual(evidence(state, 'name-not-found', NOW + 9_500), [
    'redis-2.example: not found for 6.5 s, last tried 0.5 s ago, known: 10.0.0.2',
  ]);
  assert.deepEqual(evidence(state, 'name-not-found', NOW + 9_000 + 3_600_001), []);
  lookedUp(state, NOW + 10_000, 20, ['10.0.0.2']);
  assert.deepEqual(evidence(state, 'name-not-found', NOW + 10_000), []);
});

test('a loopback address is no fault while everybody is on this machine', () => {
  const { state, group } = healthy();
  const all = [group.master, replica(group, 0), replica(group, 1)];
  for (const { peer } of group.members.values()) peer.address = { host: '127.0.0.1', port: 26379 };
  for (const node of all) node.address = { host: '127.0.0.1', port: 6379 };
  const find = (): readonly string[] => evidence(state, 'node-announces-loopback', NOW);
  assert.deepEqual(find(), []);
  // The own address of this machine: the links of the ward go out from there.
  group.master.address = { host: '10.0.9.9', port: 6379 };
  assert.deepEqual(find(), []);
  group.master.address = MASTER;
  const far = '127.0.0.1:6379, and 10.0.0.1:6379 is elsewhere';
  assert.deepEqual(find(), [far, far]);
});

test('one node in two groups is found whatever it is called, and by its process', () => {
  const { state, group } = healthy({ resolveHostnames: true, announceHostnames: true });
  const { options } = group;
  const epochs = { configEpoch: 0n, leaderEpoch: 0n };
  const find = (): readonly string[] => evidence(state, 'node-in-two-groups', NOW);
  const address = { host: 'redis-1.example', port: 6379 };
  const other = addGroup(state, { name: 'h', address, options, ...epochs }, NOW);
  const name = nameOf(state, address.host);
  assert.ok(name !== null);
  assert.deepEqual(find(), []);
  name.ips = [MASTER.host];
  const both = [
    '10.0.0.1:6379 also in h as redis-1.example:6379',
    'redis-1.example:6379 also in g as 10.0.0.1:6379',
  ];
  assert.deepEqual(find(), both);
  name.ips = ['10.0.0.9'];
  assert.deepEqual(find(), []);
  group.master.runId = '1'.repeat(40);
  other.master.runId = '1'.repeat(40);
  assert.deepEqual(find(), both);
});

test('a pause is told with the time that is left', () => {
  const { state, group } = healthy();
  state.timers.arm(group.pauseEnd, NOW + 60_000);
  assert.deepEqual(evidence(state, 'paused', NOW + 5_000), ['for another 55.0 s']);
});

test('a node in maintenance is not told of as a replica that is down', () => {
  const { state, group } = healthy();
  const node = replica(group, 0);
  node.downSinceMs = NOW - 5_000;
  group.options = { ...group.options, maintenance: [node.address] };
  assert.deepEqual(evidence(state, 'replica-down', NOW), []);
  const found = evidence(state, 'maintenance', NOW);
  assert.deepEqual(found, ['10.0.0.2:6379, a replica, down for 5.0 s']);
});

test('tilt is told of for an hour after its end, with when that was', () => {
  const { state } = healthy();
  step(state, { kind: 'stalled', lateMs: 60_000, clockJumpMs: 0 }, NOW);
  assert.equal(evidence(state, 'in-tilt', NOW).length, 1);
  assert.deepEqual(evidence(state, 'was-in-tilt', NOW), []);
  step(state, { kind: 'wake' }, NOW + 30_000);
  const told = evidence(state, 'was-in-tilt', NOW + 90_000);
  assert.deepEqual(told, ['once since the start, ended 60.0 s ago']);
  assert.deepEqual(evidence(state, 'was-in-tilt', NOW + 30_000 + 3_600_001), []);
});

test('a replica lags when it has less than the master had before, and not by when it was asked', () => {
  const { state, group } = healthy();
  const find = (offset: bigint, afterMs: number): readonly string[] => {
    const { master } = group;
    master.info = { ...FOLLOWS, role: 'master', offset: 100_000_000n, history: 'h' };
    master.infoAtMs = NOW - afterMs;
    replica(group, 0).info = { ...FOLLOWS, offset, history: 'h' };
    return evidence(state, 'replica-lags', NOW);
  };
  const late = find(99_999_000n, 2_000);
  assert.deepEqual(late, ['10.0.0.2:6379: 1000 bytes behind what the master had 2.0 s before']);
  assert.deepEqual(find(99_999_000n, 1_999), []);
  assert.deepEqual(find(100_000_000n, 9_000), []);
  assert.deepEqual(find(0n, -1), []);
  assert.equal(find(100_000_000n - 64n * 1024n * 1024n, 0).length, 1);
});
