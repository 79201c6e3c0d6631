// What the server does where something is too much, too slow or already taken, over real sockets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PING, PONG, serverTest, subscribed } from '../../test/server/server-test.ts';
import { TestServer } from '../../test/server/test-server.ts';
import { LAST_WORDS_MS, SUBSCRIBER_BACKLOG, WAITING_REPLIES_MAX } from './limits.ts';

serverTest(
  'strangers may send little',
  async (_, client) => {
    await client.exchange('*11\r\n', '-ERR Protocol error: unauthenticated multibulk length\r\n');
    assert.equal(await client.remainder(), '');
  },
  { rules: ['>secret'] },
);

serverTest('subscriptions are limited in number and length', async (_, client) => {
  const error = '-ERR too many subscriptions\r\n';
  await client.exchange(`SUBSCRIBE ${'a '.repeat(4_097)}\n`, error);
  const long = `*2\r\n$9\r\nSUBSCRIBE\r\n$600000\r\n${'x'.repeat(600_000)}\r\n`;
  client.send(long);
  await client.receive(subscribed('subscribe', 'x'.repeat(600_000), 1));
  await client.exchange(long.replaceAll('x', 'y'), error);
  await client.exchange('SUBSCRIBE z\n', subscribed('subscribe', 'z', 2));
});

serverTest('a client has only so many questions open', async (made, client) => {
  const count = WAITING_REPLIES_MAX + 500;
  client.send('ASK 1\n'.repeat(count));
  await made.door.until(({ asked }) => asked.length === WAITING_REPLIES_MAX);
  const watcher = await made.client();
  await watcher.exchange(PING, PONG);
  assert.equal(made.door.asked.length, WAITING_REPLIES_MAX);
  const answer = { down: false, leader: null, leaderEpoch: 1n };
  for (let at = 0; at < count; at++) {
    await made.door.until(({ asked }) => asked.length > at);
    made.server.answer(made.door.asked[at]?.asker ?? 0, answer);
  }
  await client.receive('*2\r\n:1\r\n$-1\r\n'.repeat(count));
});

serverTest(
  'one client too many is told so',
  async (made, client) => {
    await client.exchange(PING, PONG);
    const another = await made.client();
    assert.equal(await another.remainder(), '-ERR max number of clients reached\r\n');
    assert.equal(made.server.numbers().rejectedConnections, 1);
    await client.exchange(PING, PONG);
  },
  { maxClients: 1 },
);

serverTest(
  'silent clients are cut off, subscribers and those who wait for an answer are not',
  async (made, client) => {
    const subscriber = await made.client();
    await subscriber.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
    const waiting = await made.client();
    waiting.send('ASK 1\n');
    await made.door.until(({ asked }) => asked.length === 1);
    await client.exchange(PING, PONG);
    made.nowMs += 5_001;
    assert.equal(await client.remainder(), '');
    made.server.publish('a', 'b');
    await subscriber.receive(subscribed('message', 'a', 'b'));
    const asker = made.door.asked[0]?.asker ?? 0;
    made.server.answer(asker, { down: false, leader: null, leaderEpoch: 1n });
    await waiting.receive('*2\r\n:1\r\n$-1\r\n');
  },
  { timeoutMs: 5_000 },
);

serverTest('a subscriber that does not read is cut off at the limit', async (made, client) => {
  await client.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  client.stopReading();
  const other = await made.client();
  await other.exchange('SUBSCRIBE b\n', subscribed('subscribe', 'b', 1));
  const payload = 'x'.repeat(1024 * 1024);
  let published = 0;
  while (made.server.clients().count === 2 && published < 100) {
    made.server.publish('a', payload);
    published++;
    await other.exchange('PING\n', subscribed('pong', ''));
  }
  assert.equal(made.server.clients().count, 1);
  assert.ok(published > 32, `${published} MiB were published`);
  assert.match(made.warnings[0] ?? '', /unread/);
});

serverTest('a subscriber that is slow for a minute is cut off earlier', async (made, client) => {
  await client.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  client.stopReading();
  for (let count = 0; count < 20; count++) made.server.publish('a', 'x'.repeat(1024 * 1024));
  const watcher = await made.client();
  made.nowMs += SUBSCRIBER_BACKLOG.softMs - 1;
  await watcher.exchange(PING, PONG);
  made.server.publish('a', '');
  assert.equal(made.server.clients().count, 2);
  made.nowMs += 1;
  while (made.server.clients().count === 2) await watcher.exchange(PING, PONG);
  assert.match(made.warnings[0] ?? '', /unread/);
});

serverTest('an ended client that does not read the last words is cut off', async (made, client) => {
  await client.exchange('SUBSCRIBE a\n', subscribed('subscribe', 'a', 1));
  client.stopReading();
  const watcher = await made.client();
  while (!/ omem=[1-9]/.test(made.server.clients().line(1))) {
    made.server.publish('a', 'x'.repeat(100_000));
    await watcher.exchange(PING, PONG);
  }
  const before = made.server.numbers().inputBytes;
  client.send('*x\r\n');
  let pings = 0;
  while (made.server.numbers().inputBytes < before + 4 + pings * PING.length) {
    await watcher.exchange(PING, PONG);
    pings++;
  }
  assert.equal(made.server.clients().count, 2);
  made.nowMs += LAST_WORDS_MS;
  while (made.server.clients().count === 2) await watcher.exchange(PING, PONG);
});

serverTest('a client that does not read its replies is not listened to', async (made, client) => {
  const count = 100;
  const bytes = 400_000;
  client.stopReading();
  client.send(`BIG ${bytes}\n`.repeat(count));
  const watcher = await made.client();
  // Whatever is run of it is run while the watcher goes back and forth.
  let pings = 0;
  let before = -1;
  while (before !== made.server.numbers().commandsProcessed - pings) {
    before = made.server.numbers().commandsProcessed - pings;
    for (let round = 0; round < 20; round++) await watcher.exchange(PING, PONG);
    pings += 20;
  }
  assert.ok(before > 0 && before < count, `${before} of ${count} were run`);
  client.goOnReading();
  await client.skip(count * `$${bytes}\r\n${'x'.repeat(bytes)}\r\n`.length);
  await client.exchange(PING, PONG);
});

test('a port that is taken is a failure, and nothing stays open', async () => {
  const made = await TestServer.start();
  const second = new TestServer({ port: made.port, binds: ['127.0.0.2', '127.0.0.1'] });
  const { outcome, problems } = await second.server.listen();
  assert.equal(outcome, 'failed');
  const bind = { host: '127.0.0.1', shown: '127.0.0.1', optional: false };
  const place = { kind: 'tcp', bind, port: made.port };
  assert.deepEqual(problems, [{ place, code: 'EADDRINUSE' }]);
  const third = new TestServer({ port: made.port, binds: ['127.0.0.2'] });
  assert.equal((await third.server.listen()).outcome, 'listening');
  third.stop();
  made.stop();
});

test('an address that may be missing is left out, another is a failure', async () => {
  const made = new TestServer({ binds: ['127.0.0.1', '-192.0.2.1'] });
  const { outcome, problems } = await made.server.listen();
  assert.equal(outcome, 'listening');
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['EADDRNOTAVAIL'],
  );
  assert.deepEqual(
    made.server.addresses().map(({ address }) => address),
    ['127.0.0.1'],
  );
  made.stop();
  const other = new TestServer({ binds: ['127.0.0.1', '192.0.2.1'] });
  assert.equal((await other.server.listen()).outcome, 'failed');
  const none = new TestServer({ binds: ['-192.0.2.1'] });
  assert.equal((await none.server.listen()).outcome, 'nowhere');
});
