// What the page knows and whom it tells of a change.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENTS_KEPT, LAG_SAMPLES_KEPT, Store } from './store.ts';
import type { EventLine, GroupPicture, Health, SentinelSelf } from './wire.ts';

const SELF: SentinelSelf = {
  id: 'a'.repeat(40),
  port: 26379,
  version: '1',
  epoch: '0',
  tiltSinceMs: null,
  writesFailSinceMs: null,
  findings: [],
};

function groupNamed(name: string, health: Health = 'ok', lagBytes = 0): GroupPicture {
  const standing = { host: '10.0.0.1', runId: null, flags: [], downSinceMs: null };
  const master = {
    ...standing,
    port: 1,
    agreedDownSinceMs: null,
    roleReported: 'master',
    offset: '5',
  };
  const link = { linkUp: true, linkDownSinceMs: null, follows: null, offset: '5', lagBytes };
  return {
    ...{ name, health, waitsFor: 'subjectively-down', findings: [], quorum: 2, configEpoch: '0' },
    ...{ agreeing: { have: 0, need: 2 }, reachable: { have: 3, need: 2, known: 3 } },
    ...{ pausedUntilMs: null, failover: null, master, sentinels: [] },
    replicas: [{ ...standing, ...link, port: 2, priority: 100, rank: 1, refusal: null }],
  };
}

/** A store whose frames come when the test says so. */
function framedStore(): { store: Store; frame: () => void } {
  const waiting: (() => void)[] = [];
  return {
    store: new Store((work) => waiting.push(work)),
    frame: () => {
      for (const work of waiting.splice(0)) work();
    },
  };
}

test('the worst group comes first, then names as people count', () => {
  const { store } = framedStore();
  store.replace(
    [groupNamed('g10'), groupNamed('g9'), groupNamed('z', 'critical'), groupNamed('a', 'warning')],
    SELF,
  );
  assert.deepEqual(store.order, ['z', 'a', 'g9', 'g10']);
  store.putGroup(groupNamed('g10', 'critical'));
  assert.deepEqual(store.order, ['g10', 'z', 'a', 'g9']);
});

test('many changes in one frame are told once, and only to those who show them', () => {
  const { store, frame } = framedStore();
  store.replace([groupNamed('a'), groupNamed('b')], SELF);
  frame();
  const told: string[] = [];
  store.subscribe('group a', () => told.push('a'));
  store.subscribe('group b', () => told.push('b'));
  store.subscribe('list', () => told.push('list'));
  store.putGroup(groupNamed('a'));
  store.putGroup(groupNamed('a'));
  assert.deepEqual(told, []);
  frame();
  assert.deepEqual(told, ['a']);
  store.putGroup(groupNamed('b', 'critical'));
  frame();
  assert.deepEqual(told, ['a', 'b', 'list']);
});

test('a group that is not in the new snapshot is gone, with what was recorded of it', () => {
  const { store } = framedStore();
  store.replace([groupNamed('a'), groupNamed('b')], SELF);
  store.sampleLag(1);
  store.replace([groupNamed('b')], SELF);
  assert.deepEqual(store.order, ['b']);
  assert.deepEqual(store.lagOf('a'), []);
  store.removeGroup('b');
  assert.deepEqual(store.order, []);
});

test('an event that came twice stands there once, and the oldest make room', () => {
  const { store } = framedStore();
  const lines = Array.from(
    { length: EVENTS_KEPT + 5 },
    (_, index): EventLine => ({
      ...{ id: `x-${index}`, atMs: index, name: '+sdown', level: 'warning' },
      ...{ group: null, payload: '' },
    }),
  );
  store.addEvents(lines);
  store.addEvents(lines.slice(-3));
  assert.equal(store.events.length, EVENTS_KEPT);
  assert.equal(store.events[0]?.id, 'x-5');
});

test('lag is recorded for a bounded time, and not where it is unknown', () => {
  const { store } = framedStore();
  store.replace([groupNamed('a', 'ok', 7)], SELF);
  for (let atMs = 0; atMs < LAG_SAMPLES_KEPT + 10; atMs += 1) store.sampleLag(atMs);
  const samples = store.lagOf('a');
  assert.equal(samples.length, LAG_SAMPLES_KEPT);
  assert.equal(samples[0]?.atMs, 10);
  assert.equal(samples[0]?.bytes.get('10.0.0.1:2'), 7);
  const [replica] = groupNamed('a').replicas;
  assert.ok(replica);
  store.putGroup({ ...groupNamed('a'), replicas: [{ ...replica, linkUp: false }] });
  store.sampleLag(9_999);
  assert.equal(store.lagOf('a').at(-1)?.bytes.get('10.0.0.1:2'), null);
  const group = groupNamed('a', 'ok', 7);
  store.putGroup({ ...group, replicas: group.replicas.map((each) => ({ ...each, host: '::1' })) });
  store.sampleLag(9_000);
  assert.equal(store.lagOf('a').at(-1)?.bytes.get('[::1]:2'), 7, 'as the plot looks for it');
});
