// The generator that every run hangs on: the same seed gives the same numbers, on every machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from './random.ts';

test('the same seed gives the same numbers, and they are those of the algorithm', () => {
  const random = new Random(1);
  const numbers = Array.from({ length: 3 }, () => random.next());
  assert.deepEqual(numbers, [393_288_148, 2_174_103_013, 3_814_759_091]);
});

test('numbers stay within their bounds and reach both of them', () => {
  const random = new Random(7);
  const seen = new Set(Array.from({ length: 1_000 }, () => random.between(3, 6)));
  assert.deepEqual([...seen].sort(), [3, 4, 5, 6]);
});

test('durations are whole multiples of 1/1024 ms, so that sums are exact', () => {
  const random = new Random(9);
  for (let i = 0; i < 1_000; i++) {
    const ms = random.durationMs(0.1, 2);
    assert.equal(Math.floor(ms * 1024), ms * 1024);
    assert.ok(ms >= 0.09 && ms <= 2);
  }
});

test('what a fork draws does not depend on what its source draws later', () => {
  const [a, b] = [new Random(5), new Random(5)];
  const [forkA, forkB] = [a.fork(), b.fork()];
  a.next();
  assert.equal(forkA.next(), forkB.next());
});

test('shuffling keeps every item', () => {
  const items = [1, 2, 3, 4, 5, 6, 7];
  assert.deepEqual(new Random(3).shuffled(items).sort(), items);
});
