// A name is who a node is, and the number behind it may change (NAME-n): a core whose look-ups are
// answered, late, wrongly or never, by the test.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Address } from './address.ts';
import { createState } from './create.ts';
import { durableSettings } from './durable.ts';
import type { Event } from './event.ts';
import type { Hello, InfoFacts } from './facts.ts';
import type { Input, LinkId } from './input.ts';
import { MOST_NAMES } from './look-ups.ts';
import type { Name } from './names.ts';
import type { OperatorOutcome } from './operator-request.ts';
import type { LinkSpec, Output } from './output.ts';
import type { Request } from './requests.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS, type SentinelSettings } from './settings.ts';
import type { State } from './state.ts';
import { nextDeadline, step } from './step.ts';
import { viewsAt } from './views.ts';

const ME = 'a'.repeat(40);
const PEER = 'b'.repeat(40);
const MASTER_RUN = '1'.repeat(40);
const REPLICA_RUN = '2'.repeat(40);
const MASTER: Address = { host: 'redis-a', port: 6379 };
const REPLICA: Address = { host: 'redis-b', port: 6379 };
const A = '10.0.0.1';
const B = '10.0.0.2';

const INFO: InfoFacts = {
  runId: MASTER_RUN,
  role: 'master',
  replicas: [],
  masterHost: null,
  masterPort: null,
  masterLinkUp: null,
  masterLinkDownMs: 0,
  priority: null,
  offset: 1n,
  history: null,
  formerHistory: null,
  keys: null,
  announced: true,
  loading: false,
};

interface Wishes {
  readonly announceHostnames?: boolean;
  readonly master?: Address;
  readonly replicas?: readonly Address[];
}

/** A Vedette of one group, and everything that it did. */
class Watch {
  readonly state: State;
  now = 0;
  readonly opened = new Map<LinkId, LinkSpec>();
  readonly lookUps: string[] = [];
  readonly events: Event[] = [];
  readonly sent: Request[] = [];
  readonly outcomes: OperatorOutcome[] = [];

  constructor({ announceHostnames = false, master = MASTER, replicas = [] }: Wishes = {}) {
    const settings: SentinelSettings = {
      ...DEFAULT_SETTINGS,
      trust: 'off',
      ...{ myId: ME, resolveHostnames: true, announceHostnames },
      groups: [
        {
          ...DEFAULT_GROUP_OPTIONS,
          ...{
            name: 'g',
            address: master,
            quorum: 1,
            downAfterMs: 10_000,
            failoverTimeoutMs: 5_000,
          },
          ...{ configEpoch: 1n, leaderEpoch: 1n, knownReplicas: replicas, knownPeers: [] },
        },
      ],
    };
    this.state = createState({ settings, myId: ME, listenPort: 1, seed: 1, nowMs: 0 });
    this.take({ kind: 'start' });
  }

  take(input: Input): Output {
    const output = step(this.state, input, this.now);
    assert.equal(output.broken, null);
    for (const effect of [...output.free, ...output.held.map((held) => held.effect)]) {
      if (effect.kind === 'open') this.opened.set(effect.link, effect.spec);
      if (effect.kind === 'close') this.opened.delete(effect.link);
      if (effect.kind === 'look-up') this.lookUps.push(effect.host);
      if (effect.kind === 'event') this.events.push(effect.event);
      if (effect.kind === 'state') this.sent.push(effect.request);
      if (effect.kind === 'outcome' || effect.kind === 'saved-outcome') {
        this.outcomes.push(effect.outcome);
      }
    }
    return output;
  }

  resolved(host: string, ...ips: readonly string[]): void {
    this.take({ kind: 'resolved', host, ips });
  }

  /** Time goes by and every deadline is served on the dot. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (let next = nextDeadline(this.state); next !== null && next <= end; ) {
      this.now = Math.max(this.now, next);
      this.take({ kind: 'wake' });
      next = nextDeadline(this.state);
    }
    this.now = end;
  }

  /** The newest command link to that place. */
  linkTo(host: string): LinkId {
    const ids = [...this.opened]
      .filter(([, spec]) => spec.address.host === host && spec.purpose === 'command')
      .map(([id]) => id);
    return ids.at(-1) ?? assert.fail(`no link to ${host}: ${JSON.stringify([...this.opened])}`);
  }

  connect(host: string): LinkId {
    const link = this.linkTo(host);
    this.take({ kind: 'link-up', link, localHost: '10.0.0.9' });
    this.take({ kind: 'reply', link, reply: { kind: 'ping', verdict: 'pong' } });
    return link;
  }

  lose(link: LinkId): void {
    this.opened.delete(link);
    this.take({ kind: 'link-down', link, reason: 'ECONNREFUSED' });
  }

  info(link: LinkId, facts: Partial<InfoFacts>): void {
    this.take({
      kind: 'reply',
      link,
      reply: { kind: 'info', info: { ...INFO, ...facts }, text: '' },
    });
  }

  hello(facts: Partial<Hello>): void {
    const hello: Hello = {
      ...{ peer: { host: '10.0.0.8', port: 26379 }, runId: PEER, currentEpoch: 1n },
      ...{ groupName: 'g', master: MASTER, configEpoch: 1n, ...facts },
    };
    this.take({ kind: 'told', hello });
  }

  get replicas(): readonly string[] {
    return (viewsAt(this.state, this.now).replicas('g') ?? []).map(({ name }) => name);
  }

  get master(): string | undefined {
    return viewsAt(this.state, this.now).currentAddress('g')?.host;
  }

  eventNames(): readonly string[] {
    return this.events.map(({ name }) => name);
  }
}

/** Connected to the master at A, which lists nobody. */
function watching(wishes: Wishes = {}): { watch: Watch; link: LinkId } {
  const watch = new Watch(wishes);
  watch.resolved(MASTER.host, A);
  const link = watch.connect(A);
  watch.info(link, {});
  return { watch, link };
}

test('no link is opened before a name leads somewhere, and then at once (NAME-2)', () => {
  const watch = new Watch();
  assert.deepEqual(watch.lookUps, ['redis-a']);
  assert.equal(watch.opened.size, 0);
  watch.pass(700);
  watch.resolved('redis-a', A);
  assert.equal(watch.opened.get(watch.linkTo(A))?.address.port, 6379);
});

test('DOCTOR-3: it is remembered how long a look-up took and since when none finds anything', () => {
  const watch = new Watch();
  const name = (): Name => watch.state.names.get('redis-a') ?? assert.fail();
  watch.pass(700);
  watch.resolved('redis-a');
  assert.deepEqual([name().tookMs, name().failingSinceMs], [700, 700]);
  // It was asked for again by a link that retried.
  watch.pass(5_000);
  watch.resolved('redis-a');
  assert.equal(name().failingSinceMs, 700);
  watch.pass(5_000);
  watch.resolved('redis-a', A);
  assert.equal(name().failingSinceMs, null);
});

test('a look-up that fails is tried again after a pause, one that hangs is not repeated (NAME-2)', () => {
  const watch = new Watch();
  watch.pass(5_000);
  assert.deepEqual(watch.lookUps, ['redis-a']);
  watch.resolved('redis-a');
  watch.pass(999);
  assert.ok(watch.lookUps.length <= 2, 'not more than one a second');
  watch.resolved('redis-a');
  watch.pass(2_000);
  assert.ok(watch.lookUps.length >= 2, 'it is tried again');
});

test('a lost link is dialled at the last known address while the name is looked up (NAME-2, NAME-4)', () => {
  const { watch, link } = watching();
  watch.pass(1_500);
  const before = watch.lookUps.length;
  watch.lose(link);
  assert.ok(watch.linkTo(A) !== link, 'dialled again before any answer');
  assert.equal(watch.lookUps.length, before + 1);
  watch.resolved('redis-a');
  assert.equal(watch.master, A, 'a look-up that fails takes nothing away');
  const written = durableSettings(watch.state, { nowMs: 0, wallMs: 0 }).groups[0]?.address;
  assert.deepEqual(written, MASTER, 'and the file keeps the name');
});

test('a name that has moved is followed, and the node stays the one it was (NAME-2)', () => {
  for (const announceHostnames of [false, true]) {
    const { watch, link } = watching({ announceHostnames });
    watch.info(link, { replicas: [{ host: B, port: 6379 }] });
    watch.pass(1_500);
    watch.events.length = 0;
    watch.lose(link);
    watch.resolved('redis-a', '10.0.0.77');
    watch.info(watch.connect('10.0.0.77'), { runId: '3'.repeat(40) });
    assert.equal(watch.master, announceHostnames ? 'redis-a' : '10.0.0.77');
    assert.deepEqual(watch.replicas, [`${B}:6379`]);
    assert.deepEqual(watch.eventNames(), ['+reboot'], 'no switch and no new replica');
    const group = watch.state.groups.get('g');
    const index = (host: string) =>
      watch.state.groupsByMaster.get(`${host}:6379`)?.has(group ?? assert.fail());
    assert.deepEqual([index('10.0.0.77'), index('redis-a'), index(A)], [true, true, undefined]);
  }
});

test('of several addresses one that answers is used, and kept while the name has it (NAME-3)', () => {
  const watch = new Watch();
  watch.resolved('redis-a', A, '::1');
  watch.lose(watch.linkTo(A));
  watch.pass(200);
  const link = watch.connect('::1');
  watch.resolved('redis-a', '10.0.0.5', '::1', A);
  assert.equal(watch.master, '::1');
  watch.pass(2_000);
  watch.lose(link);
  assert.ok(watch.linkTo('::1') !== link);
});

test('a replica that is listed by its number is the one known by its name, and the reverse (NAME-1)', () => {
  const { watch, link } = watching({ replicas: [REPLICA] });
  watch.resolved('redis-b', B);
  const listed = ['REDIS-B', B].map((host) => ({ host, port: 6379 }));
  watch.info(link, { replicas: listed });
  assert.deepEqual(watch.replicas, [`${B}:6379`]);
  const numbers = watching({ replicas: [{ host: B, port: 6379 }] });
  numbers.watch.resolved('redis-b', B);
  numbers.watch.info(numbers.link, { replicas: listed });
  assert.deepEqual(numbers.watch.replicas, [`${B}:6379`]);
});

test('a replica that is listed by a name is learnt when the name is found (NAME-5)', () => {
  const { watch, link } = watching();
  watch.info(link, { replicas: [REPLICA] });
  assert.deepEqual(watch.replicas, []);
  assert.equal(watch.lookUps.at(-1), 'redis-b');
  const before = watch.state.groups.get('g')?.master.infoInFlight;
  assert.equal(before, false);
  watch.resolved('redis-b', B);
  assert.equal(
    watch.state.groups.get('g')?.master.infoInFlight,
    true,
    'the list is asked for again',
  );
  watch.info(link, { replicas: [REPLICA] });
  assert.deepEqual(watch.replicas, [`${B}:6379`]);
});

test('two entries that prove to be one process become one, under its name (NAME-6)', () => {
  for (const twin of ['2001:db8::2', '10.0.0.3']) {
    const { watch, link } = watching({ replicas: [REPLICA], announceHostnames: true });
    const listed = { replicas: [{ host: twin, port: 6379 }] };
    watch.info(link, listed);
    assert.equal(watch.replicas.length, 2);
    watch.resolved('redis-b', B);
    const facts = { runId: REPLICA_RUN, role: 'slave', masterHost: A, masterPort: 6379 } as const;
    watch.info(watch.connect(twin), facts);
    watch.info(watch.connect(B), facts);
    assert.deepEqual(watch.replicas, ['redis-b:6379']);
    watch.events.length = 0;
    watch.info(link, listed);
    assert.deepEqual([watch.replicas, watch.eventNames()], [['redis-b:6379'], []]);
  }
});

test('a master that was known by its number takes the name of its twin (NAME-6)', () => {
  const master = { host: '10.0.0.3', port: 6379 };
  const watch = new Watch({ master, replicas: [MASTER], announceHostnames: true });
  watch.resolved('redis-a', A);
  watch.info(watch.connect('10.0.0.3'), {});
  watch.info(watch.connect(A), {});
  assert.deepEqual([watch.master, watch.replicas], ['redis-a', []]);
  assert.ok(!watch.eventNames().includes('+switch-master'));
});

test('a hello that spells the same master otherwise is no switch (NAME-1)', () => {
  const { watch } = watching();
  watch.hello({ master: { host: A, port: 6379 }, configEpoch: 5n });
  watch.hello({ master: { host: 'Redis-A', port: 6379 }, configEpoch: 6n });
  assert.equal(watch.state.groups.get('g')?.configEpoch, 6n);
  assert.ok(!watch.eventNames().includes('+switch-master'));
});

test('a hello with an unknown name is heard when the name has been looked up (NAME-5)', () => {
  const { watch } = watching();
  const hello = { master: { host: 'alias', port: 6379 }, configEpoch: 5n };
  watch.hello(hello);
  assert.equal(watch.state.groups.get('g')?.configEpoch, 1n);
  watch.resolved('alias', A);
  watch.hello(hello);
  assert.equal(watch.state.groups.get('g')?.configEpoch, 5n);
  assert.ok(!watch.eventNames().includes('+switch-master'));
});

test('a peer is one peer under its name and its numbers, and unknown until its name is found', () => {
  const { watch } = watching();
  const members = () => [...(watch.state.groups.get('g')?.members.values() ?? [])].length;
  watch.hello({ peer: { host: 'watcher', port: 26379 } });
  watch.resolved('watcher');
  watch.hello({ peer: { host: 'watcher', port: 26379 } });
  assert.equal(members(), 0);
  watch.pass(10_001);
  watch.hello({ peer: { host: 'watcher', port: 26379 } });
  watch.resolved('watcher', '10.0.0.8');
  watch.hello({ peer: { host: 'watcher', port: 26379 } });
  watch.hello({ peer: { host: '10.0.0.8', port: 26379 } });
  assert.equal(members(), 1);
  assert.ok(!watch.eventNames().includes('+sentinel-address-switch'));
});

test('a replica that follows the master under another name is left alone; while that name is not found, too (NAME-5)', () => {
  for (const ips of [[A], []]) {
    const { watch, link } = watching({ replicas: [REPLICA] });
    watch.resolved('redis-b', B);
    const other = watch.connect(B);
    const facts = {
      runId: REPLICA_RUN,
      role: 'slave',
      masterHost: 'alias',
      masterPort: 6379,
    } as const;
    for (let second = 0; second < 20; second += 1) {
      watch.info(other, { ...facts, masterLinkUp: true });
      watch.info(link, {});
      watch.resolved('alias', ...ips);
      watch.take({ kind: 'reply', link, reply: { kind: 'ping', verdict: 'pong' } });
      watch.take({ kind: 'reply', link: other, reply: { kind: 'ping', verdict: 'pong' } });
      watch.pass(500);
    }
    assert.ok(!watch.eventNames().includes('+fix-slave-config'), `the alias leads to ${ips}`);
  }
});

test('what leaves is spelt as announce-hostnames says, the file keeps names (NAME-7)', () => {
  for (const announceHostnames of [false, true]) {
    const { watch } = watching({ announceHostnames, replicas: [REPLICA] });
    watch.resolved('redis-b', B);
    const [master, replica] = announceHostnames ? ['redis-a', 'redis-b'] : [A, B];
    watch.info(watch.connect(B), {
      ...{ runId: REPLICA_RUN, role: 'slave', masterHost: 'redis-a', masterPort: 6379 },
    });
    watch.pass(2_100);
    watch.take({ kind: 'operator', asker: 1, request: { kind: 'failover', name: 'g' } });
    const greeting = watch.sent.find((request) => request.kind === 'hello');
    assert.equal(greeting?.kind === 'hello' && greeting.hello.master.host, master);
    const selected = watch.events.find(({ name }) => name === '+try-failover');
    assert.equal(
      selected !== undefined && 'subject' in selected && selected.subject.address.host,
      master,
    );
    assert.deepEqual(watch.replicas, [`${replica}:6379`]);
    const written = durableSettings(watch.state, { nowMs: 0, wallMs: 0 }).groups[0];
    assert.deepEqual(
      [written?.address.host, written?.knownReplicas[0]?.host],
      ['redis-a', 'redis-b'],
    );
  }
});

test('a question is understood under the name and under the number (ASK-4, NAME-1)', () => {
  const { watch } = watching();
  watch.take({ kind: 'link-down', link: watch.linkTo(A), reason: 'x' });
  watch.pass(12_000);
  for (const host of [A, 'redis-a', 'Redis-A']) {
    const output = watch.take({
      ...{ kind: 'asked', asker: 1, master: { host, port: 6379 }, epoch: 0n, candidate: null },
    });
    const answer = output.held.map(({ effect }) => effect).find(({ kind }) => kind === 'answer');
    assert.equal(answer?.kind === 'answer' && answer.answer.down, true, host);
  }
});

test('MONITOR with a name is answered when the name has been looked up, found or not (NAME-8)', () => {
  for (const ips of [['10.0.0.5'], []]) {
    const watch = new Watch();
    const address = { host: 'redis-x', port: 1 };
    const request = { kind: 'monitor', name: 'x', address, quorum: 1 } as const;
    watch.take({ kind: 'operator', asker: 7, request });
    assert.deepEqual(watch.outcomes, []);
    watch.resolved('redis-x', ...ips);
    const done = { kind: 'done' };
    const refused = { kind: 'failed', code: 'host-not-found' };
    assert.deepEqual(watch.outcomes, [ips.length > 0 ? done : refused]);
    assert.equal(watch.state.groups.has('x'), ips.length > 0);
  }
});

test('names that others speak of are kept up to a limit, those in use always', () => {
  const { watch, link } = watching();
  for (let n = 0; n < MOST_NAMES + 10; n += 1) {
    watch.hello({ peer: { host: `n${n}`, port: 1 } });
    watch.resolved(`n${n}`);
  }
  assert.equal(watch.state.names.size, MOST_NAMES);
  assert.ok(watch.state.names.has('redis-a'));
  watch.info(link, {});
});
