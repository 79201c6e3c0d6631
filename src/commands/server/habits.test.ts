// What clients send by habit: answered, and shown by no list of commands.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, verdictOf, wireLines } from '../../../test/fake-sight.ts';
import { HABITS } from './habits.ts';

test('habits are in no list of commands', () => {
  const names = HABITS.map(({ name }) => name);
  const listed = wireLines(answer(['COMMAND', 'LIST']));
  for (const name of names) assert.ok(!listed.includes(name), name);
  assert.deepEqual(
    wireLines(answer(['COMMAND', 'INFO', ...names])).slice(1),
    names.map(() => '$-1'),
  );
  assert.deepEqual(wireLines(answer(['COMMAND', 'GETKEYS', 'quit', 'x'])), [
    '-ERR Invalid command specified',
  ]);
});

test('QUIT and RESET change the connection, with or without a password', () => {
  assert.deepEqual(verdictOf('session', call(['quit', 'now'])).change, { kind: 'quit' });
  assert.deepEqual(verdictOf('session', call(['RESET'])).change, { kind: 'reset' });
  for (const { name, open } of HABITS) assert.equal(open === true, /quit|reset/.test(name), name);
});

test('ECHO gives back, TIME tells seconds and microseconds', () => {
  assert.deepEqual(wireLines(answer(['ECHO', 'a b'])), ['a b']);
  assert.deepEqual(wireLines(answer(['TIME'])), ['*2', '1795353603', '4000']);
});

const SELECTIONS: readonly (readonly [index: string, answer: string])[] = [
  ['0', '+OK'],
  ['1', '-ERR DB index is out of range'],
  ['-1', '-ERR DB index is out of range'],
  ['x', '-ERR value is not an integer or out of range'],
  ['00', '-ERR value is not an integer or out of range'],
  ['9223372036854775807', '-ERR value is not an integer or out of range'],
];

for (const [index, line] of SELECTIONS) {
  test(`SELECT ${index} says ${line}`, () => {
    assert.deepEqual(wireLines(answer(['SELECT', index])), [line]);
  });
}
