// The alarm on the real clock: never early, and never before what lies ready was read.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { TimerAlarm } from './alarm.ts';
import { systemClock } from './clock.ts';

/** Resolves with the time of the first ring. */
function ringingOf(arm: (alarm: TimerAlarm) => void): Promise<number> {
  return new Promise((resolve) => {
    arm(new TimerAlarm(systemClock, () => resolve(systemClock.monotonicMs())));
  });
}

function block(ms: number): void {
  const endMs = systemClock.monotonicMs() + ms;
  while (systemClock.monotonicMs() < endMs);
}

async function socketPair(t: TestContext): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = (await once(server, 'connection')) as [Socket];
  t.after(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}

test('the alarm never goes off early', async () => {
  for (const delayMs of [0.2, 1, 1.7, 5.5]) {
    const atMs = systemClock.monotonicMs() + delayMs;
    const rangMs = await ringingOf((alarm) => alarm.set(atMs));
    assert.ok(rangMs >= atMs, `rang ${atMs - rangMs} ms early`);
  }
});

test('a later time replaces an earlier one, and an earlier one a later', async () => {
  const startMs = systemClock.monotonicMs();
  const later = await ringingOf((alarm) => {
    alarm.set(startMs + 2);
    alarm.set(startMs + 20);
  });
  assert.ok(later >= startMs + 20);
  await ringingOf((alarm) => {
    alarm.set(systemClock.monotonicMs() + 3_000_000);
    alarm.set(systemClock.monotonicMs() + 2);
  });
});

test('the alarm goes off once for each time that it is set, and not at all when switched off', async () => {
  let rings = 0;
  const alarm = new TimerAlarm(systemClock, () => {
    rings += 1;
  });
  alarm.set(systemClock.monotonicMs() + 1);
  alarm.set(Number.POSITIVE_INFINITY);
  await ringingOf((other) => other.set(systemClock.monotonicMs() + 5));
  assert.equal(rings, 0);
  alarm.set(systemClock.monotonicMs() - 1);
  await ringingOf((other) => other.set(systemClock.monotonicMs() + 5));
  assert.equal(rings, 1);
});

test('a time that is past is never met from inside the call', async () => {
  let inside = true;
  const ring = new Promise<boolean>((resolve) => {
    new TimerAlarm(systemClock, () => resolve(inside)).set(0);
  });
  inside = false;
  assert.equal(await ring, false);
});

test('a deadline beyond what a timer can hold is slept for in pieces', async () => {
  const warnings: string[] = [];
  const warned = (warning: Error): number => warnings.push(warning.name);
  process.on('warning', warned);
  const alarm = new TimerAlarm(systemClock, () => {});
  alarm.set(2 ** 40);
  await turn();
  process.off('warning', warned);
  alarm.set(systemClock.monotonicMs());
  assert.deepEqual(warnings, []);
});

test('TIME-2: after a stall, what lies ready on the sockets is read before the alarm goes off', async (t) => {
  const { near, far } = await socketPair(t);
  const order: string[] = [];
  near.on('data', () => order.push('data'));
  const ring = ringingOf((alarm) => alarm.set(systemClock.monotonicMs() + 1));
  far.write('x');
  block(20);
  await ring;
  order.push('alarm');
  assert.deepEqual(order, ['data', 'alarm']);
});

test('TIME-2: a poll that had begun when the alarm was set for the past does not count', async (t) => {
  const first = await socketPair(t);
  const second = await socketPair(t);
  const order: string[] = [];
  second.near.on('data', () => order.push('data'));
  const ring = new Promise((resolve) => {
    const alarm = new TimerAlarm(systemClock, () => resolve(null));
    first.near.on('data', () => {
      second.far.write('x');
      alarm.set(systemClock.monotonicMs() - 1);
    });
  });
  first.far.write('x');
  await ring;
  order.push('alarm');
  assert.deepEqual(order, ['data', 'alarm']);
});
