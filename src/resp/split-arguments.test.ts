// Inline commands as stock splits them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitArguments } from './split-arguments.ts';

const SPLIT: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['', []],
  ['  \t ', []],
  ['PING', ['PING']],
  ['  PING   x ', ['PING', 'x']],
  ['PING\r', ['PING']],
  ['a\rb', ['a', 'b']],
  ['a\x0bb \x0b c', ['a\x0bb', 'c']],
  ['"a b"', ['a b']],
  ['""', ['']],
  ['"\\x41\\xff\\n\\r\\t\\b\\a\\q\\\\\\""', ['A\xff\n\r\t\b\x07q\\"']],
  ['"\\xzz"', ['xzz']],
  ["'a\\'b\\n'", ["a'b\\n"]],
  ['ab"cd"', ['abcd']],
  ['a\x00b', ['a\x00b']],
];

const UNBALANCED = ['"abc', "'abc", '"abc"d', "'abc'd", '"abc\\', 'ab"cd', '"a""b"'];

for (const [line, words] of SPLIT) {
  test(`${JSON.stringify(line)} has ${words.length} words`, () => {
    assert.deepEqual(splitArguments(line), words);
  });
}

for (const line of UNBALANCED) {
  test(`the quotes of ${JSON.stringify(line)} are not balanced`, () => {
    assert.equal(splitArguments(line), null);
  });
}

test('any words can be written as hexadecimal escapes and read back', () => {
  const word = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const line = words.map((text) => `"${hexEscapes(text)}"`).join(' ');
      assert.deepEqual(splitArguments(line), words);
    }),
  );
});

function hexEscapes(text: string): string {
  return Array.from(text, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  }).join('');
}
