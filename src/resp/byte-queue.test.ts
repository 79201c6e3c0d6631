// The queue of bytes against a plain array that does the same, with random steps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteQueue } from './byte-queue.ts';
import { parseDecimal } from './decimal.ts';

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

test('a number is read from digits that are written as the protocol writes them, and from no others', () => {
  const read = (text: string): number | null => {
    const queue = new ByteQueue();
    queue.push(Buffer.from('a chunk of before'));
    queue.drop(17);
    queue.push(Buffer.from(`$${text}\r\n5`));
    return queue.number(1, 1 + text.length);
  };
  const digits = fc.oneof(fc.stringMatching(/^[0-9]{0,12}$/), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(digits, (text) => {
      const isShort = /^(0|[1-9][0-9]{0,8})$/.test(text);
      assert.equal(read(text), isShort ? parseDecimal(text) : null);
    }),
  );
  assert.equal(read('0'), 0);
  assert.equal(read('512000000'), 512_000_000);
  for (const none of ['', '-1', '00', '01', '5 ', '+5', '1234567890'])
    assert.equal(read(none), null);
});
