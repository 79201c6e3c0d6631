// The processor time of the main thread: read from what Linux writes, and from nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseThreadStat } from './main-thread-cpu.ts';

test('the name of a thread may hold blanks and brackets', () => {
  const text = '42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 30 7 7 20 0 1 0 100 0 0';
  assert.deepEqual(parseThreadStat(text), { userMs: 2_500, systemMs: 300 });
});

test('another text says nothing', () => {
  assert.equal(parseThreadStat(''), null);
  assert.equal(parseThreadStat('42 (a) S 1'), null);
});
