// The order of replies, with answers that come in any order.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplyQueue } from './reply-queue.ts';

test('without an answer that is owed, replies pass straight through', () => {
  const written: string[] = [];
  const queue = new ReplyQueue((text) => written.push(text));
  queue.add('a');
  queue.add('b');
  assert.deepEqual(written, ['a', 'b']);
  assert.equal(queue.waiting, 0);
});

test('replies leave in the order of their places, whenever they are filled', () => {
  // `true`: a reply that waits; the numbers say in which order the waiting ones are filled.
  const plan = fc.array(fc.tuple(fc.boolean(), fc.integer()), { maxLength: 30 });
  fc.assert(
    fc.property(plan, (steps) => {
      const written: string[] = [];
      const queue = new ReplyQueue((text) => written.push(text));
      const later: { readonly turn: number; readonly fill: () => void }[] = [];
      steps.forEach(([waits, turn], at) => {
        if (!waits) {
          queue.add(String(at));
          return;
        }
        const fill = queue.reserve();
        later.push({ turn, fill: () => fill(String(at)) });
      });
      for (const { fill } of later.sort((a, b) => a.turn - b.turn)) fill();
      assert.deepEqual(
        written,
        steps.map((_, at) => String(at)),
      );
      assert.equal(queue.waiting, 0);
    }),
  );
});
