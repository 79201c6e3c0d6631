// Patterns as clients use them, the odd ones as stock reads them, and the bound on their cost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globMatches, matchesGlob, parseGlob } from './glob.ts';

const MATCHES: readonly (readonly [pattern: string, text: string])[] = [
  ['*', '+switch-master'],
  ['*', ''],
  ['', ''],
  ['+s*', '+sdown'],
  ['*down', '-odown'],
  ['*a*b*c', 'xaybzbc'],
  ['[-+]sdown', '+sdown'],
  ['[-+]sdown', '-sdown'],
  ['h?llo', 'hello'],
  ['h[a-e]llo', 'hello'],
  ['h[e-a]llo', 'hello'],
  ['h[^a]llo', 'hello'],
  ['\\*', '*'],
  ['a\\', 'a\\'],
  ['[\\]]', ']'],
  ['[abc', 'c'],
  ['[+-]x]', 'F'],
  ['a**', 'a'],
  ['[^', 'x'],
];

const MISSES: readonly (readonly [pattern: string, text: string])[] = [
  ['', 'a'],
  ['a', ''],
  ['switch-master', '+switch-master'],
  ['h?llo', 'hllo'],
  ['h[^e]llo', 'hello'],
  ['\\*', 'a'],
  ['[]a]', 'a'],
  ['[abc', 'd'],
  // The range from + to ] swallows the bracket, and the class ends with the pattern.
  ['[+-]sdown', '+sdown'],
  ['A', 'a'],
  ['[', 'x'],
];

for (const [pattern, text] of MATCHES) {
  test(`the pattern ${JSON.stringify(pattern)} matches ${JSON.stringify(text)}`, () => {
    assert.equal(matchesGlob(pattern, text), true);
  });
}

for (const [pattern, text] of MISSES) {
  test(`the pattern ${JSON.stringify(pattern)} does not match ${JSON.stringify(text)}`, () => {
    assert.equal(matchesGlob(pattern, text), false);
  });
}

test('case is ignored only when that is asked for', () => {
  assert.equal(matchesGlob('Announce-*', 'announce-IP'), false);
  assert.equal(matchesGlob('Announce-*', 'announce-IP', { ignoreCase: true }), true);
  assert.equal(matchesGlob('[A-C]x', 'bX', { ignoreCase: true }), true);
});

test('a pattern without special characters matches itself alone', () => {
  const plain = fc.stringMatching(/^[a-z0-9:+-]*$/);
  fc.assert(
    fc.property(plain, plain, (pattern, text) => {
      assert.equal(matchesGlob(pattern, text), pattern === text);
    }),
  );
});

test('many stars against a long text take no more than the product of the lengths', () => {
  const glob = parseGlob(`${'a*'.repeat(2_000)}b`);
  assert.equal(globMatches(glob, 'a'.repeat(20_000)), false);
});
