// The queue of bytes against a plain array that does the same, with random steps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteQueue } from './byte-queue.ts';

test('what goes in comes out, whatever the chunks and however it is taken', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ push: fc.uint8Array({ maxLength: 700 }) }),
      fc.record({ drop: fc.nat(900) }),
    ),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const queue = new ByteQueue();
      const sharing = new ByteQueue(true);
      let model: number[] = [];
      for (const step of list) {
        if ('push' in step) {
          queue.push(step.push);
          sharing.push(step.push);
          model.push(...step.push);
        } else {
          queue.drop(step.drop);
          sharing.drop(step.drop);
          model = model.slice(step.drop);
        }
        assert.equal(queue.length, model.length);
        assert.equal(queue.text(queue.length), String.fromCharCode(...model));
        assert.equal(sharing.text(sharing.length), queue.text(queue.length));
        assert.equal(queue.find(7, 0), model.indexOf(7));
        assert.equal(queue.at(model.length), 0);
      }
    }),
  );
});

test('a chunk of the caller is never written to', () => {
  const chunk = Uint8Array.of(1, 2, 3, 4);
  const queue = new ByteQueue();
  queue.push(chunk);
  queue.drop(2);
  queue.push(Uint8Array.of(9, 9));
  queue.drop(1);
  queue.push(Uint8Array.of(8));
  assert.deepEqual(chunk, Uint8Array.of(1, 2, 3, 4));
  assert.equal(queue.text(4), '\x04\x09\x09\x08');
});
