// Hellos there and back, and what is no hello.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hello } from '../core/facts.ts';
import { formatHello, parseHello } from './hello.ts';

const RUN_ID = '9d4f9d6b3ad369d406d7bc54eb130094a92ecc10';
const PAYLOAD = `127.0.0.1,26379,${RUN_ID},7,mymaster,127.0.0.1,7000,5`;

const HELLO: Hello = {
  peer: { host: '127.0.0.1', port: 26_379 },
  runId: RUN_ID,
  currentEpoch: 7n,
  groupName: 'mymaster',
  master: { host: '127.0.0.1', port: 7_000 },
  configEpoch: 5n,
};

test('a hello is eight fields between commas', () => {
  assert.deepEqual(parseHello(PAYLOAD), HELLO);
  assert.equal(formatHello(HELLO), PAYLOAD);
});

test('a hello with an IPv6 address or a name is understood', () => {
  const hello = parseHello(`fe80::1%eth0,26379,${RUN_ID},0,a b,redis-1.example,7000,0`);
  assert.equal(hello?.peer.host, 'fe80::1%eth0');
  assert.equal(hello?.groupName, 'a b');
  assert.equal(hello?.master.host, 'redis-1.example');
});

test('HELLO-2: what is not a hello is null', () => {
  const spoilt = [
    '',
    'x',
    `${PAYLOAD},`,
    PAYLOAD.replace(/,5$/, ''),
    PAYLOAD.replace(/^127\.0\.0\.1/, ''),
    PAYLOAD.replace(/^127\.0\.0\.1/, '127.0.0.1 '),
    PAYLOAD.replace('26379', '0'),
    PAYLOAD.replace('26379', '26379x'),
    PAYLOAD.replace('26379', '126379'),
    PAYLOAD.replace(RUN_ID, RUN_ID.slice(1)),
    PAYLOAD.replace(',7,', ',-7,'),
    PAYLOAD.replace(',7,', ',0x7,'),
    PAYLOAD.replace(',7,', ',,'),
    PAYLOAD.replace('mymaster', ''),
    PAYLOAD.replace('7000', ''),
    PAYLOAD.replace(/,5$/, ',5\n'),
    PAYLOAD.replace(/,5$/, ', 5'),
    PAYLOAD.replace('mymaster', 'm'.repeat(4_096)),
  ];
  for (const payload of spoilt) assert.equal(parseHello(payload), null, payload);
});

test('epochs are exact up to 2^64 - 1, and larger ones are no epochs', () => {
  const largest = PAYLOAD.replace(/,5$/, ',18446744073709551615');
  assert.equal(parseHello(largest)?.configEpoch, 2n ** 64n - 1n);
  assert.equal(parseHello(PAYLOAD.replace(/,5$/, ',18446744073709551616')), null);
});

test('every hello that is formatted is understood again', () => {
  const host = fc.constantFrom('10.0.0.1', '::1', 'redis-0.redis', 'fe80::2');
  const plain = { noNullPrototype: true };
  const address = fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) }, plain);
  const epoch = fc.bigInt(0n, 2n ** 64n - 1n);
  const hello = fc.record(
    {
      peer: address,
      runId: fc.stringMatching(/^[0-9a-f]{40}$/),
      currentEpoch: epoch,
      groupName: fc.stringMatching(/^[^,]{1,50}$/),
      master: address,
      configEpoch: epoch,
    },
    plain,
  );
  fc.assert(fc.property(hello, (made) => assert.deepEqual(parseHello(formatHello(made)), made)));
});

test('no payload makes the parser throw, and what it accepts says the same when formatted', () => {
  const field = fc.oneof(fc.constantFrom(...PAYLOAD.split(',')), fc.string());
  const payload = fc.array(field, { minLength: 7, maxLength: 9 }).map((fields) => fields.join(','));
  fc.assert(
    fc.property(payload, (text) => {
      const hello = parseHello(text);
      if (hello !== null) assert.deepEqual(parseHello(formatHello(hello)), hello);
    }),
  );
});
