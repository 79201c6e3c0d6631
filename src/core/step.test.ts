// Any input in any order: the core never throws, breaks no invariant, and never goes back on an
// epoch or a vote.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createState } from './create.ts';
import { durableSettings } from './durable.ts';
import type { Input } from './input.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type GroupSettings,
  type SentinelSettings,
} from './settings.ts';
import type { State } from './state.ts';
import { nextDeadline, step } from './step.ts';

const ME = 'a'.repeat(40);
const hosts = fc.integer({ min: 1, max: 4 }).map((n) => `10.0.0.${n}`);
const addresses = fc.record({ host: hosts, port: fc.constantFrom(0, 6379) });
const epochs = fc.bigInt({ min: 0n, max: 12n });
const runIds = fc.constantFrom(ME, 'b'.repeat(40), 'c'.repeat(40), 'd'.repeat(40));
const links = fc.integer({ min: 1, max: 30 });
const groupNames = fc.constantFrom('g', 'h', 'unknown');

const info = fc.record({
  runId: fc.option(runIds),
  role: fc.constantFrom('master' as const, 'slave' as const, null),
  replicas: fc.array(addresses, { maxLength: 3 }),
  masterHost: fc.option(hosts),
  masterPort: fc.option(fc.constant(6379)),
  masterLinkUp: fc.option(fc.boolean()),
  masterLinkDownMs: fc.constantFrom(0, 5_000),
  priority: fc.constantFrom(0, 100, null),
  offset: fc.option(fc.bigInt({ min: 0n, max: 100n })),
  history: fc.constantFrom(null, 'a'.repeat(40)),
  formerHistory: fc.option(fc.constantFrom('h'.repeat(40), 'i'.repeat(40))),
  keys: fc.constantFrom(null, 0, 10, 1_000),
  announced: fc.boolean(),
  loading: fc.boolean(),
});

const hello = fc.record({
  peer: addresses,
  runId: runIds,
  currentEpoch: epochs,
  groupName: groupNames,
  master: addresses,
  configEpoch: epochs,
});

const ask = fc.record({
  kind: fc.constant('ask' as const),
  groupName: groupNames,
  master: addresses,
  epoch: epochs,
  candidate: fc.option(runIds),
});

const reply = fc.oneof(
  fc.record({
    kind: fc.constant('ping' as const),
    verdict: fc.constantFrom('pong' as const, 'busy' as const, 'auth' as const, 'other' as const),
  }),
  fc.record({ kind: fc.constant('info' as const), info, text: fc.constant('') }),
  fc.record({
    kind: fc.constant('ask' as const),
    request: ask,
    down: fc.boolean(),
    leader: fc.option(runIds),
    leaderEpoch: epochs,
  }),
  fc.record({
    kind: fc.constant('trial' as const),
    request: fc.record({
      kind: fc.constant('trial' as const),
      of: fc.constantFrom('transaction', 'master', 'replica'),
    }),
    refused: fc.constantFrom(null, null, 'NOPERM'),
    denies: fc.constantFrom([], [], ['slaveof']),
  }),
  fc.record({
    kind: fc.constant('master-of' as const),
    request: fc.record({
      kind: fc.constant('master-of' as const),
      groupName: groupNames,
      askedAtMs: fc.integer({ min: 0, max: 100_000 }),
    }),
    master: addresses,
    configEpoch: epochs,
    isCalm: fc.boolean(),
    isFailingOver: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('fence' as const), refused: fc.constantFrom(null, 'NOPERM') }),
  fc.record({ kind: fc.constant('hold' as const), refused: fc.constantFrom(null, 'NOPERM') }),
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('wake' as const) }), weight: 3 },
  fc.record({
    kind: fc.constant('stalled' as const),
    lateMs: fc.constantFrom(0, 200, 3_000),
    clockJumpMs: fc.constantFrom(0, -9_000),
  }),
  {
    arbitrary: fc.record({
      ...{ kind: fc.constant('link-up' as const), link: links, localHost: hosts },
    }),
    weight: 3,
  },
  fc.record({ kind: fc.constant('link-down' as const), link: links, reason: fc.constant('x') }),
  { arbitrary: fc.record({ kind: fc.constant('reply' as const), link: links, reply }), weight: 6 },
  fc.record({ kind: fc.constant('heard' as const), link: links, hello: fc.option(hello) }),
  fc.record({ kind: fc.constant('told' as const), hello }),
  fc.record({
    ...{ kind: fc.constant('asked' as const), asker: fc.constant(1), master: addresses },
    ...{ epoch: epochs, candidate: fc.option(runIds) },
  }),
  fc.record({
    kind: fc.constant('operator' as const),
    asker: fc.constant(1),
    request: fc.oneof(
      groupNames.map((name) => ({ kind: 'failover' as const, name })),
      groupNames.map((name) => ({ kind: 'reset' as const, names: [name] })),
      groupNames.map((name) => ({ kind: 'remove' as const, name })),
      fc.record({
        ...{ kind: fc.constant('monitor' as const), name: groupNames, address: addresses },
        quorum: fc.integer({ min: 1, max: 3 }),
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('unsaved' as const),
    savedRevision: fc.integer({ min: 0, max: 20 }),
  }),
);

test('no input in any order breaks the core or takes an epoch or a vote back', () => {
  const steps = fc.array(fc.tuple(inputs, fc.constantFrom(0, 1, 50, 700, 4_000)), {
    maxLength: 120,
  });
  fc.assert(
    fc.property(steps, fc.integer(), (script, seed) => {
      const state = createState({ settings: settings(), myId: ME, listenPort: 1, seed, nowMs: 0 });
      let now = 0;
      take(state, { kind: 'start' }, now);
      for (const [input, ms] of script) {
        now += ms;
        const before = durableSettings(state, { nowMs: 0, wallMs: 0 });
        take(state, input, now);
        if (input.kind !== 'operator')
          assertForward(before, durableSettings(state, { nowMs: 0, wallMs: 0 }));
      }
    }),
    { numRuns: 1_000 },
  );
});

test('what one step costs does not depend on the number of groups (SCALE-1)', () => {
  const state = createState({ settings: settings(), myId: ME, listenPort: 1, seed: 1, nowMs: 0 });
  take(state, { kind: 'start' }, 0);
  for (let link = 1; link <= 5; link += 1) {
    take(state, { kind: 'link-up', link, localHost: '10.0.0.8' }, 1);
  }
  const refuse = (): never => assert.fail('a step looked at all groups');
  Object.assign(state.groups, { values: refuse, keys: refuse, entries: refuse, forEach: refuse });
  const master = { host: '10.0.0.1', port: 6379 };
  const epochs = { currentEpoch: 1n, configEpoch: 1n };
  const told = { peer: master, runId: 'b'.repeat(40), groupName: 'g', master, ...epochs };
  take(state, { kind: 'reply', link: 1, reply: { kind: 'ping', verdict: 'pong' } }, 2);
  take(state, { kind: 'told', hello: told }, 3);
  take(state, { kind: 'asked', asker: 1, master, epoch: 3n, candidate: 'c'.repeat(40) }, 4);
  take(state, { kind: 'link-down', link: 1, reason: 'x' }, 5);
  for (let now = 10; now < 30_000; now += 50) take(state, { kind: 'wake' }, now);
});

test('a deadline that is never in the future does not keep a wake from ending', () => {
  const state = createState({ settings: settings(), myId: ME, listenPort: 1, seed: 1, nowMs: 0 });
  take(state, { kind: 'start' }, 0);
  // No such period can be set; with it the question to the peers is due again at once.
  state.timings = { ...state.timings, askPeriodMs: 0 };
  step(state, { kind: 'wake' }, 60_000);
  assert.equal(nextDeadline(state), 60_000);
});

function take(state: State, input: Input, now: number): void {
  assert.equal(step(state, input, now).broken, null);
  const deadline = nextDeadline(state);
  if (input.kind === 'wake') assert.ok(deadline === null || deadline > now, 'a wake serves all');
}

function assertForward(before: SentinelSettings, after: SentinelSettings): void {
  assert.ok(after.currentEpoch >= before.currentEpoch);
  for (const group of before.groups) {
    const same = after.groups.find(({ name }) => name === group.name);
    if (same === undefined) continue;
    assert.ok(same.leaderEpoch >= group.leaderEpoch);
    assert.ok(same.configEpoch >= group.configEpoch);
  }
}

function settings(): SentinelSettings {
  const group = (name: string, host: string, peers: readonly string[]): GroupSettings => ({
    ...DEFAULT_GROUP_OPTIONS,
    ...{ name, address: { host, port: 6379 }, quorum: 1, downAfterMs: 1_000 },
    ...{ failoverTimeoutMs: 5_000, configEpoch: 0n, leaderEpoch: 0n },
    knownReplicas: [{ host: '10.0.0.3', port: 6379 }],
    knownPeers: peers.map((runId) => ({ runId, address: { host: '10.0.0.9', port: 26379 } })),
  });
  return {
    ...DEFAULT_SETTINGS,
    myId: ME,
    groups: [group('g', '10.0.0.1', ['b'.repeat(40)]), group('h', '10.0.0.2', [])],
  };
}
