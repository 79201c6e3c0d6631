// Hosts that are numbers, in their normal spelling; the expected ones are what stock writes.

import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalIp } from './ip-literal.ts';

const SPELLINGS: readonly (readonly [string, string | null])[] = [
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['1', '0.0.0.1'],
  ['0x7f.0.0.1', '127.0.0.1'],
  ['01.02.03.04', '1.2.3.4'],
  ['2130706433', '127.0.0.1'],
  ['1.2.3.256', null],
  ['256.1', null],
  ['1.2.3.4.5', null],
  ['1.2.3.4 ', null],
  ['1..2', null],
  ['4294967296', null],
  ['08.1.1.1', null],
  ['', null],
  ['*', null],
  ['localhost', null],
  ['::', '::'],
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8::0:1', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  // Stock keeps the wrapping, and then has one node twice.
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::ffff:0102:0304', '1.2.3.4'],
  ['::1.2.3.4', '::1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['[::1]', null],
  ['::1%lo', null],
  ['fe80::1%eth0', null],
  ['1::2::3', null],
  ['1:2:3:4:5:6:7', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['12345::', null],
  [':1', null],
  ['1:', null],
  [':::', null],
];

for (const [host, normal] of SPELLINGS) {
  test(`${JSON.stringify(host)} is ${normal ?? 'not a number'}`, () => {
    assert.equal(normalIp(host), normal);
  });
}

test('every address of either family is understood, and its normal spelling stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (host) => {
      const normal = normalIp(host);
      assert.ok(normal !== null);
      assert.ok(isIPv4(normal) || isIPv6(normal));
      assert.equal(normalIp(normal), normal);
    }),
  );
});

test('what the platform does not take for an IPv6 address is none', () => {
  const piece = fc.constantFrom('0', '1', 'ffff', 'g', '12345', '', '::', ':', '1.2.3.4');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const host = pieces.join(':');
      if (host.includes(':')) assert.equal(normalIp(host) !== null, isIPv6(host), host);
    }),
  );
});
