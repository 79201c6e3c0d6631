// The words of a line, and a word written so that it is read back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoted, quoteWord, splitWords } from './words.ts';

const anyWord: fc.Arbitrary<string> = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
});

const LINES: readonly (readonly [string, readonly string[] | null])[] = [
  ['', []],
  ['  \t ', []],
  ['a b\tc\vd', ['a', 'b', 'c', 'd']],
  ['  a  b  ', ['a', 'b']],
  ['a ""', ['a', '']],
  ["''", ['']],
  ['"a b" c', ['a b', 'c']],
  ['a"b c"', ['ab c']],
  ['"\\x41\\x6a\\n\\r\\t\\b\\a\\\\\\"\\q"', ['Aj\n\r\t\b\x07\\"q']],
  ['"\\x4"', ['x4']],
  ["'a\\'b\\n'", ["a'b\\n"]],
  ['a\\ b', ['a\\', 'b']],
  ['"a"b', null],
  ["'a'b", null],
  ['"a', null],
  ["'a", null],
  ['"a\\"', null],
  ['"a\\', null],
  ['\x85\xa0', ['\x85\xa0']],
];

for (const [line, words] of LINES) {
  test(`${JSON.stringify(line)} is ${JSON.stringify(words)}`, () => {
    assert.deepEqual(splitWords(line), words);
  });
}

test('any word is read back as it was written, alone and among others', () => {
  fc.assert(
    fc.property(fc.array(anyWord), (words) => {
      assert.deepEqual(splitWords(words.map(quoteWord).join(' ')), words);
      assert.deepEqual(splitWords(words.map(quoted).join(' ')), words);
    }),
  );
});

test('a written word never ends a line or begins a comment that was not there', () => {
  fc.assert(
    fc.property(anyWord, (word) => {
      assert.doesNotMatch(quoteWord(word), /[\0\r\n]/);
    }),
  );
});

test('a word that needs no quotes gets none', () => {
  for (const word of ['127.0.0.1', '::1', 'my-master_1', 'p#ss\\word', 'na\xc3\xafve']) {
    assert.equal(quoteWord(word), word);
  }
});
