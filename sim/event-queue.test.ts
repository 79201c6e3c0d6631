// Against a sorted list: what is scheduled comes in order of time, and in order of scheduling where
// the times are the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventQueue } from './event-queue.ts';

test('events come by time, and then in the order in which they were scheduled', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const queue = new EventQueue();
      const seen: string[] = [];
      for (const [index, atMs] of times.entries()) {
        const run = (): void => void seen.push(`${atMs} ${index}`);
        queue.push(atMs, { atMs: 0, order: 0, run });
      }
      for (let event = queue.pop(); event !== undefined; event = queue.pop()) event.run();
      const expected = times
        .map((atMs, index) => ({ atMs, index }))
        .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
        .map(({ atMs, index }) => `${atMs} ${index}`);
      assert.deepEqual(seen, expected);
    }),
  );
});

test('an empty queue has nothing to come', () => {
  const queue = new EventQueue();
  assert.equal(queue.nextMs, Number.POSITIVE_INFINITY);
  assert.equal(queue.pop(), undefined);
});
