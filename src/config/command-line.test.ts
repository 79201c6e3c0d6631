// The command line's grammar; each case is what stock makes of the same words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from './command-line.ts';

const RUNS: readonly (readonly [
  string,
  readonly string[],
  string | null,
  readonly string[],
  boolean,
])[] = [
  ['a file alone', ['f'], 'f', [], false],
  ['nothing at all', [], null, [], false],
  ['--sentinel alone', ['f', '--sentinel'], 'f', ['sentinel'], false],
  [
    'directives with their values',
    ['f', '--port', '26380', '--sentinel', 'monitor', 'm', '127.0.0.1', '1', '2'],
    'f',
    ['port "26380"', 'sentinel "monitor" "m" "127.0.0.1" "1" "2"'],
    false,
  ],
  [
    '--sentinel before a directive',
    ['f', '--sentinel', '--loglevel', 'verbose'],
    'f',
    ['sentinel', 'loglevel "verbose"'],
    false,
  ],
  [
    'a value that begins with dashes',
    ['f', '--requirepass', '--x', '--port', '1'],
    'f',
    ['requirepass "--x"', 'port "1"'],
    false,
  ],
  [
    'a directive and its value in one word',
    ['f', '--port 1', '--loglevel', 'debug'],
    'f',
    ['port 1', 'loglevel "debug"'],
    false,
  ],
  ['an empty save', ['f', '--save', '--port', '1'], 'f', ['save ""', 'port "1"'], false],
  ['a save that says so', ['f', '--save', ''], 'f', ['save ""'], false],
  ['a value with quotes', ['f', '--dir', 'a "b'], 'f', ['dir "a \\"b"'], false],
  ['standard input', ['f', '-'], 'f', [], true],
  ['standard input only', ['-'], null, [], true],
  ['standard input last', ['f', '--port', '1', '-'], 'f', ['port "1"'], true],
  ['a dash that is not last', ['f', '-', '--port', '1'], 'f', ['"-"', 'port "1"'], false],
  ['a second file', ['f', 'g', '--port', '1'], 'f', ['"g"', 'port "1"'], false],
  ['no file', ['--port', '1'], null, ['port "1"'], false],
  ['--version behind a file', ['f', '--version'], 'f', ['version'], false],
];

for (const [title, words, file, lines, stdin] of RUNS) {
  test(`${title} is understood`, () => {
    assert.deepEqual(parseCommandLine(words), { kind: 'run', file, lines, stdin });
  });
}

test('version, help and the check of the system come first, whatever follows', () => {
  assert.deepEqual(parseCommandLine(['-v', 'x']), { kind: 'version' });
  assert.deepEqual(parseCommandLine(['--check-system']), { kind: 'check-system' });
  assert.deepEqual(parseCommandLine(['-v']), { kind: 'version' });
  assert.deepEqual(parseCommandLine(['--version']), { kind: 'version' });
  assert.deepEqual(parseCommandLine(['-h']), { kind: 'help' });
  assert.deepEqual(parseCommandLine(['--help']), { kind: 'help' });
});

test('what the stock server does and we do not is refused by name', () => {
  const answer = parseCommandLine(['--test-memory', '5']);
  assert.equal(answer.kind, 'error');
});
