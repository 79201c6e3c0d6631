// Numbers of the protocol: what is one, and what only looks like one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDecimal } from './decimal.ts';

test('whole numbers of 64 bits are read exactly', () => {
  assert.equal(parseDecimal('0'), 0);
  assert.equal(parseDecimal('-12'), -12);
  assert.equal(parseDecimal('9007199254740991'), Number.MAX_SAFE_INTEGER);
  assert.equal(parseDecimal('9007199254740993'), 9007199254740993n);
  assert.equal(parseDecimal('9223372036854775807'), 2n ** 63n - 1n);
  assert.equal(parseDecimal('-9223372036854775808'), -(2n ** 63n));
});

test('whatever is not written as the protocol writes it is no number', () => {
  const wrong = ['', '-', '+1', '01', '-0', ' 1', '1 ', '1.0', '0x1', '1e3', 'x'];
  for (const text of [...wrong, '9223372036854775808', '-9223372036854775809', '1'.repeat(400)]) {
    assert.equal(parseDecimal(text), null, text);
  }
});
