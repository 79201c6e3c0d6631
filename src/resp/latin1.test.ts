// Bytes to characters, for decoders of both kinds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, mender } from './latin1.ts';

function byHand(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

test('every byte becomes the character of its number, in short texts and in long ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(8), (bytes, start) => {
      const from = Math.min(start, bytes.length);
      assert.equal(decodeLatin1(bytes, from, bytes.length), byHand(bytes.subarray(from)));
    }),
  );
});

test('all 256 bytes survive in one text', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  assert.equal(decodeLatin1(bytes, 0, 256), byHand(bytes));
});

test('a decoder that means windows-1252 is put right', () => {
  // As the standard has it: the euro for 0x80, a dagger for 0x86, a control character for 0x81.
  const strays = new Map([
    [0x80, '\u20ac'],
    [0x86, '\u2020'],
    [0x9f, '\u0178'],
  ]);
  const decoded = Array.from({ length: 256 }, (_, byte) => {
    return strays.get(byte) ?? String.fromCharCode(byte);
  }).join('');
  const mend = mender(decoded);
  assert.equal(mend('a\u20ac\u2020\x81\u0178\xff'), 'a\x80\x86\x81\x9f\xff');
  assert.equal(mend('plain'), 'plain');
});
