// Replies as vectors, whole, byte by byte and cut anywhere; limits and faults; hostile bytes. The
// encoder serves as the counterpart for whatever can be written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeReply } from './encode.ts';
import {
  ARGUMENT_OVERHEAD_BYTES,
  LINE_BYTES_MAX,
  REPLY_BULK_BYTES_MAX,
  REPLY_BYTES_MAX,
  REPLY_DEPTH_MAX,
  REPLY_ELEMENTS_MAX,
} from './limits.ts';
import { type ParsedReply, type ReplyFault, ReplyParser } from './reply-parser.ts';
import type { RespValue } from './value.ts';

interface Reading {
  readonly replies: readonly RespValue[];
  readonly end: 'open' | ReplyFault;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The same whether texts are shared or not. */
function read(chunks: readonly Uint8Array[]): Reading {
  const reading = readAs(chunks, false);
  assert.deepEqual(readAs(chunks, true), reading);
  return reading;
}

function readAs(chunks: readonly Uint8Array[], sharesText: boolean): Reading {
  const parser = new ReplyParser({ sharesText });
  const replies: RespValue[] = [];
  let last: ParsedReply = { kind: 'incomplete' };
  for (const chunk of chunks) {
    parser.push(chunk);
    last = parser.next();
    while (last.kind === 'reply') {
      replies.push(last.value);
      last = parser.next();
    }
  }
  return { replies, end: last.kind === 'broken' ? last.fault : 'open' };
}

function byteByByte(text: string): Uint8Array[] {
  return Array.from(bytesOf(text), (byte) => Uint8Array.of(byte));
}

function cutAt(text: string, cuts: readonly number[]): Uint8Array[] {
  const bytes = bytesOf(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  return [...ends, bytes.length].map((end) => {
    const chunk = bytes.subarray(start, end);
    start = end;
    return chunk;
  });
}

function bulk(text: string): RespValue {
  return { kind: 'bulk', text };
}

const GOOD: readonly (readonly [text: string, replies: readonly RespValue[]])[] = [
  ['+PONG\r\n', [{ kind: 'simple', text: 'PONG' }]],
  ['-LOADING Redis is loading\r\n', [{ kind: 'error', text: 'LOADING Redis is loading' }]],
  [
    ':-7\r\n:9223372036854775807\r\n',
    [
      { kind: 'integer', value: -7 },
      { kind: 'integer', value: 2n ** 63n - 1n },
    ],
  ],
  ['$5\r\nhe\r\nl\r\n$0\r\n\r\n$-1\r\n', [bulk('he\r\nl'), bulk(''), { kind: 'null' }]],
  [`$300\r\n${'\x80'.repeat(300)}\r\n`, [bulk('\x80'.repeat(300))]],
  ['*0\r\n*-1\r\n', [{ kind: 'array', items: [] }, { kind: 'null-array' }]],
  [
    '*2\r\n*1\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n',
    [
      {
        kind: 'array',
        items: [
          { kind: 'array', items: [{ kind: 'integer', value: 1 }] },
          { kind: 'array', items: [bulk('a'), { kind: 'array', items: [] }] },
        ],
      },
    ],
  ],
  [
    '_\r\n#t\r\n#f\r\n,3.25\r\n,inf\r\n',
    [
      { kind: 'null' },
      { kind: 'integer', value: 1 },
      { kind: 'integer', value: 0 },
      bulk('3.25'),
      bulk('inf'),
    ],
  ],
  [
    '(3492890328409238509324850943850943825024385\r\n',
    [{ kind: 'integer', value: 3492890328409238509324850943850943825024385n }],
  ],
  ['!9\r\nERR wrong\r\n=7\r\ntxt:abc\r\n', [{ kind: 'error', text: 'ERR wrong' }, bulk('abc')]],
  [
    '%1\r\n+a\r\n*1\r\n:1\r\n%0\r\n',
    [
      {
        kind: 'map',
        entries: [
          [
            { kind: 'simple', text: 'a' },
            { kind: 'array', items: [{ kind: 'integer', value: 1 }] },
          ],
        ],
      },
      { kind: 'map', entries: [] },
    ],
  ],
  ['~1\r\n:1\r\n', [{ kind: 'array', items: [{ kind: 'integer', value: 1 }] }]],
  [
    '>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n',
    [{ kind: 'push', items: [bulk('message'), bulk('c'), bulk('m')] }],
  ],
  [
    '*2\r\n|1\r\n+ttl\r\n:3\r\n:1\r\n:2\r\n|0\r\n:9\r\n',
    [
      {
        kind: 'array',
        items: [
          { kind: 'integer', value: 1 },
          { kind: 'integer', value: 2 },
        ],
      },
      { kind: 'integer', value: 9 },
    ],
  ],
  ['*3\r\n+a\r\n', []],
  ['$4\r\nab', []],
];

const BROKEN: readonly (readonly [text: string, fault: ReplyFault])[] = [
  ['hello\r\n', 'unknown-type'],
  ['\r\n', 'unknown-type'],
  ['HTTP/1.1 400 Bad Request\r\n', 'unknown-type'],
  [':x\r\n', 'invalid-number'],
  [':\r\n', 'invalid-number'],
  ['#x\r\n', 'invalid-number'],
  ['$x\r\n', 'invalid-number'],
  ['$-2\r\n', 'invalid-number'],
  ['*-2\r\n', 'invalid-number'],
  ['%-1\r\n', 'invalid-number'],
  ['$?\r\n', 'invalid-number'],
  ['+a\rb\r\n', 'invalid-line'],
  ['$1\r\nabc\r\n', 'invalid-line'],
  [`+${'a'.repeat(LINE_BYTES_MAX + 1)}`, 'too-long-line'],
  [`$${REPLY_BULK_BYTES_MAX + 1}\r\n`, 'too-big-bulk'],
  [`*${REPLY_ELEMENTS_MAX + 1}\r\n`, 'too-many-elements'],
  ['*1\r\n'.repeat(REPLY_DEPTH_MAX + 1), 'too-deep'],
];

function named(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 20)}... (${text.length})` : text);
}

for (const [text, replies] of GOOD) {
  test(`${named(text)} is read whole, byte by byte and in any split`, () => {
    assert.deepEqual(read([bytesOf(text)]), { replies, end: 'open' });
    assert.deepEqual(read(byteByByte(text)), { replies, end: 'open' });
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), (cuts) => {
        assert.deepEqual(read(cutAt(text, cuts)), { replies, end: 'open' });
      }),
      { numRuns: 30 },
    );
  });
}

for (const [text, fault] of BROKEN) {
  test(`${named(text)} breaks the conversation: ${fault}`, () => {
    assert.deepEqual(read([bytesOf(text)]), { replies: [], end: fault });
    assert.deepEqual(read(byteByByte(text)), { replies: [], end: fault });
    assert.deepEqual(read([bytesOf(`+PONG\r\n${text}`)]).replies.length, 1);
  });
}

test('elements are counted through all levels', () => {
  const text = `*1000\r\n${`*1000\r\n${':1\r\n'.repeat(1000)}`.repeat(300)}`;
  assert.deepEqual(read([bytesOf(text)]), { replies: [], end: 'too-many-elements' });
});

test('aggregates may be nested as deep as the limit', () => {
  const text = `${'*1\r\n'.repeat(REPLY_DEPTH_MAX)}:1\r\n`;
  assert.equal(read([bytesOf(text)]).replies.length, 1);
});

test('a reply as a whole is limited', () => {
  const part = bytesOf(`$${REPLY_BULK_BYTES_MAX}\r\n${'x'.repeat(REPLY_BULK_BYTES_MAX)}\r\n`);
  const count = REPLY_BYTES_MAX / REPLY_BULK_BYTES_MAX + 1;
  assert.deepEqual(read([bytesOf('*9\r\n'), ...Array(count).fill(part)]), {
    replies: [],
    end: 'too-big-reply',
  });
});

test('the limits hold for what comes again and again', () => {
  const record = `*4\r\n${'$1\r\na\r\n'.repeat(4)}`;
  const many = `*${REPLY_ELEMENTS_MAX / 4}\r\n${record.repeat(REPLY_ELEMENTS_MAX / 4)}`;
  assert.deepEqual(read([bytesOf(many)]), { replies: [], end: 'too-many-elements' });
  const large = bytesOf(`$${REPLY_BULK_BYTES_MAX}\r\n${'x'.repeat(REPLY_BULK_BYTES_MAX)}\r\n`);
  const wide = bytesOf(`*60\r\n${`$30\r\n${'a'.repeat(30)}\r\n`.repeat(60)}`);
  const cost = '*60'.length + 60 * ('$30'.length + 30) + 61 * ARGUMENT_OVERHEAD_BYTES;
  const fits = Math.floor((REPLY_BYTES_MAX - 3 * REPLY_BULK_BYTES_MAX) / cost);
  for (const [count, end] of [
    [fits - 1, 'open'],
    [fits + 1, 'too-big-reply'],
  ] as const) {
    const chunks = [bytesOf(`*${3 + count}\r\n`), large, large, large, ...Array(count).fill(wide)];
    assert.equal(read(chunks).end, end);
  }
});

test('the limits are those of one reply, not of the whole conversation', () => {
  const chunk = bytesOf(`*1000\r\n${':1\r\n'.repeat(1_000)}`.repeat(10));
  const reading = read(Array(40).fill(chunk));
  assert.equal(reading.replies.length, 400);
  assert.equal(reading.end, 'open');
  const large = bytesOf(`$${REPLY_BULK_BYTES_MAX}\r\n${'x'.repeat(REPLY_BULK_BYTES_MAX)}\r\n`);
  const count = REPLY_BYTES_MAX / REPLY_BULK_BYTES_MAX + 1;
  assert.equal(read(Array(count).fill(large)).replies.length, count);
});

function respValue(): fc.Arbitrary<RespValue> {
  const text = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
  const line = text.map((any) => any.replace(/[\r\n]/g, ''));
  const plain = { noNullPrototype: true };
  return fc.letrec<{ value: RespValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.record({ kind: fc.constantFrom('simple', 'error'), text: line }, plain),
      fc.record({ kind: fc.constant('bulk'), text }, plain),
      fc.record({ kind: fc.constant('integer'), value: fc.integer() }, plain),
      fc.constant<RespValue>({ kind: 'null' }),
      fc.record({ kind: fc.constantFrom('array', 'push'), items: fc.array(tie('value')) }, plain),
      fc.record(
        {
          kind: fc.constant('map'),
          entries: fc.array(fc.tuple(tie('value'), tie('value'))),
        },
        plain,
      ),
    ),
  })).value;
}

test('whatever the encoder writes in RESP3 is read back in any split', () => {
  fc.assert(
    fc.property(fc.array(respValue()), fc.array(fc.nat(5_000)), (values, cuts) => {
      const text = values.map((value) => encodeReply(value, 3)).join('');
      assert.deepEqual(read(cutAt(text, cuts)), { replies: values, end: 'open' });
    }),
  );
});

test('records that are alike are read as any others, in any split', () => {
  const item = fc.constantFrom('', 'ip', 'flags', 'a\r\nb', '\x80', 'x'.repeat(39), 'x'.repeat(41));
  const odd = fc.constantFrom<RespValue>({ kind: 'null' }, { kind: 'integer', value: 100_000 });
  const value = fc.oneof({ weight: 6, arbitrary: item.map(bulk) }, { weight: 1, arbitrary: odd });
  const record = fc.array(value, { minLength: 3, maxLength: 4 });
  const records = fc
    .tuple(fc.array(record, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 2 }))
    .map(([kinds, order]) => order.map((at) => kinds[at % kinds.length] ?? []));
  fc.assert(
    fc.property(records, fc.array(fc.nat(5_000)), (all, cuts) => {
      const values = all.map((items): RespValue => ({ kind: 'array', items }));
      const text = values.map((each) => encodeReply(each, 2)).join('');
      assert.deepEqual(read(cutAt(text, cuts)), { replies: values, end: 'open' });
      assert.deepEqual(read(byteByByte(text)), { replies: values, end: 'open' });
    }),
    { numRuns: 100 },
  );
  const alike = ['flags', 'x'.repeat(39), '', 'x'.repeat(39), ''].map(bulk);
  const values = Array.from({ length: 3 }, (): RespValue => ({ kind: 'array', items: alike }));
  const text = values.map((each) => encodeReply(each, 2)).join('');
  for (let cut = 0; cut < text.length; cut += 1) {
    const chunks = [bytesOf(text.slice(0, cut)), bytesOf(text.slice(cut))];
    assert.deepEqual(read(chunks), { replies: values, end: 'open' }, `cut at ${cut}`);
  }
});

test('no bytes make it throw', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom(
        '*3\r\n',
        '$5\r\n',
        '\r\n',
        '%1\r\n',
        '|1\r\n',
        '>2\r\n',
        '=2\r\n',
        ':',
        '(',
        '+',
      )
      .map(bytesOf),
  );
  fc.assert(
    fc.property(fc.array(hostile), (chunks) => {
      read(chunks);
    }),
    { numRuns: 1_000 },
  );
});
