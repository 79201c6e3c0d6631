// The parser of what clients send: the cut of the bytes does not matter, it is bounded, and what it
// understood can be sent again.

import assert from 'node:assert/strict';
import type { Random } from '../../src/core/random.ts';
import { encodeCommand } from '../../src/resp/encode.ts';
import { LINE_BYTES_MAX, REQUEST_BULK_BYTES_MAX } from '../../src/resp/limits.ts';
import { RequestParser } from '../../src/resp/request-parser.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import { chunksOf } from './chunks.ts';
import type { Target } from './target.ts';

type Outcome = readonly (readonly string[] | string)[];

const NAMES = ['PING', 'SENTINEL', 'HELLO', 'AUTH', 'SUBSCRIBE', 'post', 'Host:', ''] as const;

export const requests: Target = {
  name: 'requests',
  seeds: [
    '*1\r\n$4\r\nPING\r\n',
    '*3\r\n$8\r\nSENTINEL\r\n$6\r\nMASTER\r\n$8\r\nmymaster\r\n',
    'PING\r\n',
    'SENTINEL get-master-addr-by-name mymaster\n',
    "PING \"a b\\x41\\n\" 'c\\'d'\r\n",
    '*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\n*\r\nPING\r\n',
    '*0\r\n*-1\r\n\r\nPING\n',
    'POST / HTTP/1.1\r\nHost: x\r\n\r\n',
    `*2\r\n$4\r\nPING\r\n$20000\r\n${'x'.repeat(20_000)}\r\n`,
  ],
  words: ['*', '$', '\r\n', '\n', '\r', '"', "'", '\\x', ' ', '-1', '0', '\0', '*1\r\n', '$4\r\n'],
  generate: (chance) => several(chance, 5, () => request(chance)).join(''),
  check(input, chance) {
    const authenticated = once(chance, 2);
    const whole = parse([input], authenticated);
    assert.deepEqual(parse(chunksOf(chance, input), authenticated), whole);
    const understood = whole.filter((each) => typeof each !== 'string');
    if (!authenticated) return;
    assert.deepEqual(parse(understood.map(encodeCommand), true), understood);
  },
};

function request(chance: Random): string {
  if (once(chance, 3)) return `${pick(chance, NAMES)} ${anyBytes(chance, 20)}\r\n`;
  const args = several(chance, 4, () => pick(chance, [pick(chance, NAMES), anyBytes(chance, 9)]));
  const count = once(chance, 8) ? oddNumber(chance) : String(args.length);
  const length = (arg: string): string =>
    once(chance, 12) ? oddNumber(chance) : String(arg.length);
  return `*${count}\r\n${args.map((arg) => `$${length(arg)}\r\n${arg}\r\n`).join('')}`;
}

/** Requests, and at the end the error that broke the conversation, if one did. */
function parse(chunks: readonly string[], authenticated: boolean): Outcome {
  const parser = new RequestParser();
  const outcome: (readonly string[] | string)[] = [];
  for (const chunk of chunks) {
    parser.push(Buffer.from(chunk, 'latin1'));
    for (;;) {
      const parsed = parser.next(authenticated);
      if (parsed.kind === 'incomplete') break;
      if (parsed.kind === 'broken') return [...outcome, `broken: ${parsed.error}`];
      assert.ok(parsed.args.length > 0, 'a request has a name');
      outcome.push(parsed.args);
    }
    assert.ok(parser.unreadBytes <= Math.max(LINE_BYTES_MAX, REQUEST_BULK_BYTES_MAX) + 64 * 1024);
  }
  return outcome;
}
