// Which tokens are well formed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCount, parseHost, parsePort, parseRunId, parseUnsigned64 } from './token.ts';

test('a host needs no quoting anywhere', () => {
  for (const host of ['127.0.0.1', '::1', 'fe80::1%eth0', 'redis-0.redis', 'my_host']) {
    assert.equal(parseHost(host), host);
  }
  for (const host of ['', 'a b', 'a,b', '"a"', 'a\n', 'a@b', 'é', 'x'.repeat(256)]) {
    assert.equal(parseHost(host), null);
  }
});

test('a port is one that can be connected to', () => {
  assert.equal(parsePort('1'), 1);
  assert.equal(parsePort('65535'), 65_535);
  for (const port of ['', '0', '65536', '-1', '1.5', '1e3', ' 1', '1\n', '0x1', '000001']) {
    assert.equal(parsePort(port), null, port);
  }
});

test('a run id has forty plain characters', () => {
  assert.equal(parseRunId('a'.repeat(40)), 'a'.repeat(40));
  for (const id of ['', 'a'.repeat(39), 'a'.repeat(41), `${'a'.repeat(39)} `]) {
    assert.equal(parseRunId(id), null);
  }
});

test('an epoch fits in 64 bits without a sign', () => {
  assert.equal(parseUnsigned64('0'), 0n);
  assert.equal(parseUnsigned64('18446744073709551615'), 2n ** 64n - 1n);
  for (const epoch of ['', '-1', '18446744073709551616', '1'.repeat(21), '1n', ' 1', '0x1']) {
    assert.equal(parseUnsigned64(epoch), null, epoch);
  }
});

test('a count is a whole number of a bounded size', () => {
  assert.equal(parseCount('-1'), -1);
  assert.equal(parseCount('999999999999'), 999_999_999_999);
  for (const count of ['', '--1', '1.5', '1000000000000', 'x']) {
    assert.equal(parseCount(count), null, count);
  }
});
