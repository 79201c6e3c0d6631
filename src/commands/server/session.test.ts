// PUBLISH, the subscriptions and SHUTDOWN: what the server is asked to carry out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, MY_ID, verdictOf, wireLines } from '../../../test/fake-sight.ts';

const HELLO = `127.0.0.1,26380,${MY_ID},3,mymaster,127.0.0.1,7000,2`;

test('a hello that is published is told to the core, and answered with 1 (HELLO-2)', () => {
  const told = verdictOf('told', call(['PUBLISH', '__sentinel__:hello', HELLO]));
  assert.equal(told.payload, HELLO);
  assert.deepEqual(wireLines(told.value), [':1']);
});

test('what is no hello is answered with 1 too', () => {
  const told = verdictOf('told', call(['PUBLISH', '__sentinel__:hello', 'garbage']));
  assert.equal(told.payload, 'garbage');
  assert.deepEqual(wireLines(told.value), [':1']);
});

test('no other channel can be published to', () => {
  for (const channel of ['foo', '__SENTINEL__:HELLO', '+switch-master', '']) {
    const lines = wireLines(answer(['PUBLISH', channel, HELLO]));
    assert.deepEqual(lines, ['-ERR Only HELLO messages are accepted by Sentinel instances.']);
  }
});

test('subscriptions are handed to the session by name', () => {
  const change = (...words: readonly string[]): unknown => verdictOf('session', call(words)).change;
  assert.deepEqual(change('SUBSCRIBE', 'a', 'b'), { kind: 'subscribe', channels: ['a', 'b'] });
  assert.deepEqual(change('PSUBSCRIBE', '*'), { kind: 'psubscribe', patterns: ['*'] });
  assert.deepEqual(change('UNSUBSCRIBE', 'a'), { kind: 'unsubscribe', channels: ['a'] });
  assert.deepEqual(change('UNSUBSCRIBE'), { kind: 'unsubscribe', channels: [] });
  assert.deepEqual(change('PUNSUBSCRIBE'), { kind: 'punsubscribe', patterns: [] });
});

for (const words of ['', 'NOSAVE', 'save', 'NOW', 'now force', 'NOSAVE NOW FORCE', 'NOW NOW']) {
  test(`SHUTDOWN ${words} ends the process`, () => {
    const { change } = verdictOf('session', call(`SHUTDOWN ${words}`.trim().split(' ')));
    assert.deepEqual(change, { kind: 'shutdown' });
  });
}

for (const words of ['foo', 'SAVE NOSAVE', 'ABORT NOW', 'abort force', 'NOSAVE NOW FORCE x']) {
  test(`SHUTDOWN ${words} makes no sense`, () => {
    const lines = wireLines(answer(`SHUTDOWN ${words}`.split(' ')));
    assert.deepEqual(lines, ['-ERR syntax error']);
  });
}

test('SHUTDOWN ABORT has nothing to stop', () => {
  assert.deepEqual(wireLines(answer(['SHUTDOWN', 'ABORT'])), ['-ERR No shutdown in progress.']);
});
