// The encoder, value by value, in both versions of the protocol.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand, encodeReply } from './encode.ts';
import type { RespValue } from './value.ts';

const VECTORS: readonly (readonly [value: RespValue, resp2: string, resp3: string])[] = [
  [{ kind: 'simple', text: 'OK' }, '+OK\r\n', '+OK\r\n'],
  [{ kind: 'error', text: 'ERR a\r\nb' }, '-ERR a  b\r\n', '-ERR a  b\r\n'],
  [{ kind: 'integer', value: -3 }, ':-3\r\n', ':-3\r\n'],
  [{ kind: 'integer', value: 2n ** 60n }, ':1152921504606846976\r\n', ':1152921504606846976\r\n'],
  [{ kind: 'bulk', text: 'a\r\n\xff' }, '$4\r\na\r\n\xff\r\n', '$4\r\na\r\n\xff\r\n'],
  [{ kind: 'null' }, '$-1\r\n', '_\r\n'],
  [{ kind: 'null-array' }, '*-1\r\n', '_\r\n'],
  [{ kind: 'array', items: [{ kind: 'null' }] }, '*1\r\n$-1\r\n', '*1\r\n_\r\n'],
  [{ kind: 'push', items: [] }, '*0\r\n', '>0\r\n'],
  [{ kind: 'set', items: [{ kind: 'null' }] }, '*1\r\n$-1\r\n', '~1\r\n_\r\n'],
  [{ kind: 'verbatim', text: 'a\n' }, '$2\r\na\n\r\n', '=6\r\ntxt:a\n\r\n'],
  [{ kind: 'double', value: 0.25 }, '$4\r\n0.25\r\n', ',0.25\r\n'],
  [
    {
      kind: 'map',
      entries: [
        [
          { kind: 'bulk', text: 'a' },
          { kind: 'map', entries: [] },
        ],
      ],
    },
    '*2\r\n$1\r\na\r\n*0\r\n',
    '%1\r\n$1\r\na\r\n%0\r\n',
  ],
];

for (const [value, resp2, resp3] of VECTORS) {
  test(`a value is written for its version of the protocol: ${JSON.stringify(resp3)}`, () => {
    assert.equal(encodeReply(value, 2), resp2);
    assert.equal(encodeReply(value, 3), resp3);
  });
}

test('a command is an array of bulks', () => {
  assert.equal(encodeCommand(['PING']), '*1\r\n$4\r\nPING\r\n');
  assert.equal(encodeCommand(['', 'a\r\n']), '*2\r\n$0\r\n\r\n$3\r\na\r\n\r\n');
});
