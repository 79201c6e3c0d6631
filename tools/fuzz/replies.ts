// The parser of what nodes and peers answer, and what the dialect makes of it for every request
// that there is.

import assert from 'node:assert/strict';
import { below, type Random } from '../../src/core/random.ts';
import type { Request } from '../../src/core/requests.ts';
import { decodeReply } from '../../src/dialect/replies.ts';
import { encodeReply } from '../../src/resp/encode.ts';
import { ReplyParser } from '../../src/resp/reply-parser.ts';
import type { RespValue } from '../../src/resp/value.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import { chunksOf } from './chunks.ts';
import { HELLO } from './hello.ts';
import type { Target } from './target.ts';

const MASTER = { host: '127.0.0.1', port: 6379 };

const REQUESTS: readonly Request[] = [
  { kind: 'ping' },
  { kind: 'info' },
  { kind: 'kill-script' },
  { kind: 'master-of', groupName: 'mymaster', askedAtMs: 0 },
  { kind: 'identify', groupName: 'mymaster' },
  {
    ...{ kind: 'epoch-of', groupName: 'mymaster', askedBy: 'e'.repeat(40), askedAtMs: 0 },
    master: { host: '10.0.0.1', port: 6379 },
  },
  { kind: 'hello', hello: HELLO },
  { kind: 'ask', groupName: 'mymaster', master: MASTER, epoch: 1n, candidate: 'a'.repeat(40) },
  { kind: 'reconfigure', follow: null, plain: false, lift: false },
  { kind: 'reconfigure', follow: MASTER, plain: true, lift: false },
];

export const replies: Target = {
  name: 'replies',
  seeds: [
    '+PONG\r\n',
    '-LOADING Redis is loading the dataset in memory\r\n',
    ':1\r\n',
    '$5\r\nhello\r\n',
    '*3\r\n:1\r\n$1\r\n*\r\n:18\r\n',
    '$22\r\n# Replication\r\nrole:x\r\n\r\n',
    '+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n-ERR no\r\n',
    '%1\r\n+a\r\n*-1\r\n~1\r\n#t\r\n>2\r\n,1.5\r\n(12345678901234567890\r\n',
    '_\r\n=7\r\ntxt:abc\r\n!5\r\nERR x\r\n|1\r\n+k\r\n+v\r\n$-1\r\n',
    '*1\r\n*1\r\n*1\r\n*0\r\n',
    `*2\r\n${'*4\r\n$2\r\nip\r\n$0\r\n\r\n$5\r\nflags\r\n$1\r\na\r\n'.repeat(2)}`,
  ],
  words: ['+', '-', ':', '$', '*', '%', '~', '>', '_\r\n', '#t\r\n', '|', '=', '!', '\r\n', '\r'],
  generate: (chance) => several(chance, 4, () => reply(chance, 4)).join(''),
  check(input, chance) {
    const whole = parse([input]);
    assert.deepEqual(parse(chunksOf(chance, input)), whole);
    // As the command line reads: what comes again may be taken from before.
    const twice = [input, input];
    assert.deepEqual(parse(chunksOf(chance, twice.join('')), true), parse(twice));
    for (const value of whole.values.filter(fitsOurNumbers)) {
      const text = encodeReply(value, 3);
      const again = parse([text]);
      assert.equal(again.values.map((each) => encodeReply(each, 3)).join(''), text);
    }
    for (const request of REQUESTS) decodeReply(request, whole.values);
  },
};

/** Big numbers are read as integers, which the protocol then has no place for. */
function fitsOurNumbers(value: RespValue): boolean {
  switch (value.kind) {
    case 'integer':
      return BigInt.asIntN(64, BigInt(value.value)) === BigInt(value.value);
    case 'array':
    case 'push':
      return value.items.every(fitsOurNumbers);
    case 'map':
      return value.entries.flat().every(fitsOurNumbers);
    default:
      return true;
  }
}

function reply(chance: Random, depth: number): string {
  if (depth > 0 && once(chance, 2)) {
    const items = several(chance, 4, () => reply(chance, depth - 1));
    const count = once(chance, 10) ? oddNumber(chance) : String(items.length);
    return `${pick(chance, ['*', '%', '~', '>', '|'])}${count}\r\n${items.join('')}`;
  }
  const text = anyBytes(chance, 10);
  switch (below(chance, 4)) {
    case 0:
      return `${pick(chance, ['+', '-', ':', ',', '(', '#', '_'])}${oddNumber(chance)}\r\n`;
    case 1:
      return `${pick(chance, ['$', '=', '!'])}${oddNumber(chance)}\r\n${text}\r\n`;
    case 2:
      return `${pick(chance, ['$', '=', '!'])}${text.length}\r\n${text}\r\n`;
    default:
      return `${pick(chance, ['+', '-'])}${text}\r\n`;
  }
}

interface Outcome {
  readonly values: readonly RespValue[];
  /** null: it would go on. */
  readonly fault: string | null;
}

function parse(chunks: readonly string[], sharesText = false): Outcome {
  const parser = new ReplyParser({ sharesText });
  const values: RespValue[] = [];
  for (const chunk of chunks) {
    parser.push(Buffer.from(chunk, 'latin1'));
    for (;;) {
      const parsed = parser.next();
      if (parsed.kind === 'incomplete') break;
      if (parsed.kind === 'broken') return { values, fault: parsed.fault };
      values.push(parsed.value);
    }
  }
  return { values, fault: null };
}
