// TRUST-15: seals that are right, of another secret, of another text, too old.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHello } from '../dialect/hello.ts';
import { SEAL_LIFE_MS, Seals } from './seals.ts';

const PAYLOAD = `10.0.0.1,26379,${'a'.repeat(40)},7,mymaster,10.0.0.2,6379,6`;
let wallMs = 1_700_000_000_000;
const clock = { monotonicMs: () => 0, wallMs: () => wallMs };
const ours = new Seals(clock, () => 'secret');

function copy(seals: Seals): string {
  return seals.copyOf(PAYLOAD) ?? assert.fail();
}

test('TRUST-15: a copy with the right seal is that hello, and plain ones stay plain', () => {
  assert.deepEqual(ours.read(PAYLOAD), parseHello(PAYLOAD));
  assert.deepEqual(ours.read(copy(ours)), { ...parseHello(PAYLOAD), seal: 'good' });
  assert.notEqual(copy(ours).split(',').length, 8, 'stock takes it for a hello');
});

test('TRUST-15: another secret, and another text under the same seal', () => {
  const others = new Seals(clock, () => 'other');
  assert.equal(ours.read(copy(others))?.seal, 'bad');
  assert.equal(ours.read(copy(ours).replace('10.0.0.2', '10.0.0.3'))?.seal, 'bad');
  assert.equal(ours.read(copy(ours).replace(`${wallMs}`, `${wallMs + 1}`))?.seal, 'bad');
});

test('TRUST-15: a seal lives for half a minute either way', () => {
  const sealed = copy(ours);
  wallMs += SEAL_LIFE_MS;
  assert.equal(ours.read(sealed)?.seal, 'good');
  wallMs += 1;
  assert.equal(ours.read(sealed)?.seal, 'old');
  wallMs -= 2 * SEAL_LIFE_MS + 2;
  assert.equal(ours.read(sealed)?.seal, 'old');
});

test('TRUST-15: without a secret there are no copies, and none is read', () => {
  const none = new Seals(clock, () => null);
  assert.equal(none.copyOf(PAYLOAD), null);
  assert.equal(none.read(copy(ours)), null);
  assert.equal(ours.read('sealed,1,x'), null);
});
