// What a slow disk held back for too long does not leave any more (DURABLE-6).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from './create.ts';
import type { LinkId } from './input.ts';
import { isMoot } from './moot.ts';
import type { HeldEffect, Output } from './output.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS, type SentinelSettings } from './settings.ts';
import type { State } from './state.ts';
import { step } from './step.ts';

const ME = 'a'.repeat(40);
const PEER = 'b'.repeat(40);
const MASTER = { host: '10.0.0.1', port: 6379 };
const REPLICA = { host: '10.0.0.2', port: 6379 };
const PEER_ADDRESS = { host: '10.0.0.9', port: 26379 };
const DOWN_AFTER_MS = 1_000;

function settings(): SentinelSettings {
  return {
    ...DEFAULT_SETTINGS,
    myId: ME,
    groups: [
      {
        ...DEFAULT_GROUP_OPTIONS,
        ...{ name: 'g', address: MASTER, quorum: 1, downAfterMs: DOWN_AFTER_MS },
        ...{ configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [REPLICA] },
        knownPeers: [{ address: PEER_ADDRESS, runId: PEER }],
      },
    ],
  };
}

function linkTo(state: State, host: string): LinkId {
  for (const [id, { endpoint, purpose }] of state.links) {
    if (endpoint.address.host === host && purpose === 'command') return id;
  }
  return assert.fail(`no link to ${host}`);
}

/** The master was never reached; the peer and the replica are, and the campaign begins. */
function standing(): { state: State; held: Output['held']; now: number } {
  const state = createState({ settings: settings(), myId: ME, listenPort: 1, seed: 1, nowMs: 0 });
  step(state, { kind: 'start' }, 0);
  for (const { host } of [REPLICA, PEER_ADDRESS]) {
    const link = linkTo(state, host);
    step(state, { kind: 'link-up', link, localHost: '10.0.0.8' }, 0);
    step(
      state,
      { kind: 'reply', link, reply: { kind: 'ping', verdict: 'pong' } },
      DOWN_AFTER_MS - 1,
    );
  }
  const now = DOWN_AFTER_MS + 200;
  // Whether it is the first to stand is left to the order of standing.
  const outputs = [DOWN_AFTER_MS, now].map((at) => step(state, { kind: 'wake' }, at));
  return { state, held: outputs.flatMap(({ held }) => held), now };
}

function requestForVote(held: Output['held']): HeldEffect {
  for (const { effect } of held) {
    if (effect.kind !== 'state' || effect.request.kind !== 'ask') continue;
    if (effect.request.candidate !== null) return effect;
  }
  return assert.fail('no request for a vote was held');
}

test('a request for votes is moot when its campaign has ended (DURABLE-6)', () => {
  const { state, held, now } = standing();
  const ask = requestForVote(held);
  assert.equal(isMoot(state, ask), false);
  step(state, { kind: 'stalled', lateMs: 9_000, clockJumpMs: 0 }, now);
  assert.equal(isMoot(state, ask), true);
});

test('following a master is moot when the group has another one (DURABLE-6)', () => {
  const { state } = standing();
  const link = linkTo(state, REPLICA.host);
  const follow = (host: string): HeldEffect => ({
    ...{ kind: 'state', link },
    request: { kind: 'reconfigure', follow: { host, port: 6379 }, plain: false, lift: false },
  });
  assert.equal(isMoot(state, follow(MASTER.host)), false);
  assert.equal(isMoot(state, follow('10.0.0.7')), true);
});

test('a promotion is moot unless the failover is waiting for just that (DURABLE-6)', () => {
  const { state } = standing();
  const promote: HeldEffect = {
    ...{ kind: 'state', link: linkTo(state, REPLICA.host) },
    request: { kind: 'reconfigure', follow: null, plain: false, lift: false },
  };
  assert.equal(isMoot(state, promote), true);
  const group = state.groups.get('g');
  const promoted = group?.replicas.get('10.0.0.2:6379');
  assert.ok(group?.failover && promoted);
  group.failover = {
    ...group.failover,
    stage: 'wait-promotion',
    chosenRunId: null,
    promoted,
    sentAtMs: 0,
  };
  assert.equal(isMoot(state, promote), false);
});

test('a hello is moot where the writes were held back meanwhile (HANDOVER-4)', () => {
  const { state } = standing();
  const group = state.groups.get('g') ?? assert.fail('no group');
  const epochs = { currentEpoch: 1n, configEpoch: 0n };
  const hello = { peer: PEER_ADDRESS, runId: ME, groupName: 'g', master: MASTER, ...epochs };
  const link = linkTo(state, MASTER.host);
  const effect: HeldEffect = { kind: 'state', link, request: { kind: 'hello', hello } };
  const orders = { asker: 1, target: null, insists: false, longestMs: 400 };
  group.handOver = { ...orders, step: { kind: 'try' } };
  assert.equal(isMoot(state, effect), false);
  const hold = { sinceMs: 0, lengthMs: 400, endsAtMs: 9_000 };
  group.handOver = { ...orders, step: { kind: 'hold', hold } };
  assert.equal(isMoot(state, effect), true);
});
