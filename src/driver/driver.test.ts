// The loop over ports that a test holds in its hands: what leaves when, and what never does.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createState } from '../core/create.ts';
import type { Input, LinkId } from '../core/input.ts';
import type { VoteAnswer } from '../core/output.ts';
import type { Request } from '../core/requests.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  DEFAULT_SETTINGS,
  type SentinelSettings,
} from '../core/settings.ts';
import type { State } from '../core/state.ts';
import type { Ports } from '../ports/ports.ts';
import { Driver } from './driver.ts';

const ME = 'a'.repeat(40);
const RIVAL = 'b'.repeat(40);
const MASTER = { host: '10.0.0.1', port: 6379 };

class Hands {
  monotonicMs = 1_000;
  wallMs = 1_000_000;
  alarmAtMs: number | null = null;
  readonly opened: LinkId[] = [];
  readonly sent: Request[] = [];
  readonly saves: { settings: SentinelSettings; done: (saved: boolean) => void }[] = [];
  readonly answers: VoteAnswer[] = [];
  readonly events: string[] = [];
  readonly state: State;
  readonly driver: Driver;

  constructor() {
    const ports: Ports = {
      clock: { monotonicMs: () => this.monotonicMs, wallMs: () => this.wallMs },
      alarm: {
        set: (atMs) => {
          this.alarmAtMs = atMs;
        },
      },
      links: {
        open: (link) => void this.opened.push(link),
        close: () => {},
        send: (_link, request) => void this.sent.push(request),
      },
      names: { lookUp: () => assert.fail('there are no names here') },
      store: { save: (settings, done) => void this.saves.push({ settings, done }) },
      audience: {
        event: (event) => void this.events.push(event.name),
        note: () => {},
        record: () => {},
        answer: (_asker, answer) => void this.answers.push(answer),
        outcome: () => {},
        reconfigScript: () => {},
        crash: () => {
          throw new Error('crash');
        },
        broken: (message) => assert.fail(message),
      },
    };
    const settings: SentinelSettings = {
      ...DEFAULT_SETTINGS,
      trust: 'off',
      myId: ME,
      groups: [
        {
          ...DEFAULT_GROUP_OPTIONS,
          ...{ name: 'g', address: MASTER, quorum: 1, downAfterMs: 1_000 },
          ...{ configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [], knownPeers: [] },
        },
      ],
    };
    const own = { myId: ME, listenPort: 26379, seed: 7, nowMs: 1_000 };
    this.state = createState({ settings, ...own });
    this.driver = new Driver(this.state, ports);
    this.driver.input({ kind: 'start' });
  }

  ask(epoch: bigint, candidate: string | null = RIVAL): void {
    this.driver.input({ kind: 'asked', asker: 1, master: MASTER, epoch, candidate });
  }

  saved(saved: boolean): void {
    const save = this.saves.shift();
    assert.ok(save !== undefined, 'a write is under way');
    save.done(saved);
  }

  connect(): void {
    for (const link of this.opened) {
      this.driver.input({ kind: 'link-up', link, localHost: '10.0.0.9' } satisfies Input);
    }
  }

  /** Time goes by and the alarm is served on the dot. */
  pass(ms: number): void {
    const end = this.monotonicMs + ms;
    while (this.alarmAtMs !== null && this.alarmAtMs <= end) {
      this.wallMs += this.alarmAtMs - this.monotonicMs;
      this.monotonicMs = this.alarmAtMs;
      this.alarmAtMs = null;
      this.driver.alarm();
    }
    this.wallMs += end - this.monotonicMs;
    this.monotonicMs = end;
  }
}

let hands: Hands;

beforeEach(() => {
  hands = new Hands();
});

test('a vote leaves when the write that contains it is synced, not before (DURABLE-1)', () => {
  hands.ask(3n);
  assert.deepEqual(hands.answers, []);
  assert.equal(hands.saves[0]?.settings.groups[0]?.leaderEpoch, 3n);
  hands.saved(true);
  assert.deepEqual(hands.answers, [{ down: false, leader: RIVAL, leaderEpoch: 3n }]);
});

test('an answer that repeats a vote waits for the same write (DURABLE-1)', () => {
  hands.ask(3n);
  hands.ask(0n, null);
  assert.deepEqual(hands.answers, []);
  hands.saved(true);
  assert.equal(hands.answers.length, 2);
});

test('a hello with a new epoch waits for the write that contains the epoch (DURABLE-1)', () => {
  hands.connect();
  hands.pass(4_000);
  const before = hands.sent.filter(({ kind }) => kind === 'hello').length;
  assert.ok(before > 0);
  hands.ask(3n);
  hands.pass(4_000);
  assert.equal(hands.sent.filter(({ kind }) => kind === 'hello').length, before);
  hands.saved(true);
  assert.ok(hands.sent.filter(({ kind }) => kind === 'hello').length > before);
});

test('of the hellos that waited for a slow disk only the newest leaves (DURABLE-6)', () => {
  hands.connect();
  hands.ask(3n);
  const before = hands.sent.length;
  hands.pass(8_000);
  hands.saved(true);
  const hellos = hands.sent.slice(before).filter(({ kind }) => kind === 'hello');
  assert.equal(hellos.length, 1);
});

test('a vote whose write failed is answered without it and is never cast anew (DURABLE-2)', () => {
  hands.ask(3n);
  hands.saved(false);
  assert.deepEqual(hands.answers, [{ down: false, leader: null, leaderEpoch: 0n }]);
  hands.pass(1_500);
  hands.saved(true);
  hands.ask(3n);
  assert.equal(hands.answers[1]?.leader, null);
  assert.equal(hands.answers[1]?.leaderEpoch, 3n);
});

test('a write that hangs is given up, and whoever waits is answered (DURABLE-2)', () => {
  hands.ask(3n);
  hands.pass(11_000);
  assert.equal(hands.answers[0]?.leader, null);
  hands.saved(true);
  hands.ask(3n);
  hands.saved(true);
  assert.equal(hands.answers[1]?.leader, null);
});

test('who comes to wait for a write that was given up is answered as well (DURABLE-2)', () => {
  hands.ask(3n);
  hands.pass(11_000);
  hands.ask(4n);
  hands.pass(9_500);
  assert.deepEqual(
    hands.answers.map(({ leader }) => leader),
    [null, null],
  );
  // Another write does not begin before the first one ends.
  assert.equal(hands.saves.length, 1);
  hands.saved(true);
  hands.ask(4n);
  hands.saved(true);
  assert.equal(hands.answers[2]?.leader, null);
});

test('a question that comes as the write is given up hears of no vote, also when the write ends after all (DURABLE-2)', () => {
  hands.ask(3n);
  hands.pass(9_990);
  hands.monotonicMs += 50;
  hands.wallMs += 50;
  hands.ask(3n);
  hands.saved(true);
  assert.deepEqual(
    hands.answers.map(({ leader }) => leader),
    [null, null],
  );
});

test('one write is under way at a time, and the next holds all that came meanwhile', () => {
  hands.ask(3n);
  hands.ask(4n);
  hands.ask(5n);
  assert.equal(hands.saves.length, 1);
  hands.saved(true);
  assert.equal(hands.answers.length, 1);
  assert.equal(hands.saves[0]?.settings.groups[0]?.leaderEpoch, 5n);
  hands.saved(true);
  assert.equal(hands.answers.length, 3);
});

test('how long a write takes is told, for the order of standing (ELECT-1)', () => {
  hands.ask(3n);
  hands.pass(80);
  hands.saved(true);
  assert.equal(hands.state.writeTakesMs, 40);
});

test('discoveries are written together, half a second later (DURABLE-3)', () => {
  for (let i = 1; i <= 5; i += 1) {
    const peer = { host: `10.0.1.${i}`, port: 26379 };
    const runId = String(i).repeat(40);
    const epochs = { currentEpoch: 0n, configEpoch: 0n };
    const hello = { peer, runId, groupName: 'g', master: MASTER, ...epochs };
    hands.driver.input({ kind: 'told', hello });
  }
  assert.equal(hands.saves.length, 0);
  hands.pass(600);
  assert.equal(hands.saves.length, 1);
  assert.equal(hands.saves[0]?.settings.groups[0]?.knownPeers.length, 5);
});

test('a switch that could not be written is written again after a pause, not in a busy loop', () => {
  const peer = { host: '10.0.1.1', port: 26379 };
  const master = { host: '10.0.0.2', port: 6379 };
  const epochs = { currentEpoch: 5n, configEpoch: 5n };
  hands.driver.input({
    kind: 'told',
    hello: { peer, runId: RIVAL, groupName: 'g', master, ...epochs },
  });
  hands.saved(false);
  assert.equal(hands.saves.length, 0);
  hands.pass(1_500);
  assert.equal(hands.saves.length, 1);
  hands.saved(true);
  assert.ok(hands.events.includes('+switch-master'));
});

test('time in which the process was away does not count (TIME-1)', () => {
  hands.connect();
  hands.pass(500);
  // Stopped for five seconds: the alarm is served that late, the answers lie unread.
  hands.monotonicMs += 5_000;
  hands.wallMs += 5_000;
  hands.driver.alarm();
  assert.ok(!hands.events.includes('+sdown'));
  assert.ok(hands.events.includes('+tilt'));
});

test('a client that asks for the time first does not hide that the process was away (TIME-1)', () => {
  hands.connect();
  hands.pass(500);
  hands.monotonicMs += 5_000;
  hands.wallMs += 5_000;
  hands.driver.nowMs();
  hands.driver.alarm();
  assert.ok(!hands.events.includes('+sdown'));
  assert.ok(hands.events.includes('+tilt'));
});

test('a write that ended meanwhile does not hide that the process was away (TIME-1)', () => {
  hands.connect();
  hands.pass(500);
  hands.ask(3n);
  hands.ask(4n);
  hands.monotonicMs += 5_000;
  hands.wallMs += 5_000;
  hands.saved(true);
  hands.driver.alarm();
  hands.saved(true);
  assert.ok(!hands.events.includes('+sdown'));
  assert.ok(hands.events.includes('+tilt'));
});

test('clocks that disagree are noticed (TILT-1)', () => {
  hands.wallMs += 3_600_000;
  hands.pass(1_000);
  assert.ok(hands.events.includes('+tilt'));
});

test('an event that needs no write stays behind one that waits for it, and is told if that fails', () => {
  hands.ask(3n);
  hands.pass(1_500);
  assert.ok(!hands.events.includes('+sdown'));
  hands.saved(false);
  assert.deepEqual(hands.events.slice(-2), ['+sdown', '+odown']);
});
