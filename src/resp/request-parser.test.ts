// Requests as vectors taken from stock, whole, byte by byte and cut anywhere; limits and protocol
// errors; hostile bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeCommand } from './encode.ts';
import {
  LINE_BYTES_MAX,
  REQUEST_ARGUMENTS_MAX,
  REQUEST_BULK_BYTES_MAX,
  REQUEST_BYTES_MAX,
} from './limits.ts';
import { type ParsedRequest, RequestParser } from './request-parser.ts';

/** What a stream of bytes comes to: its requests, and how it ends. */
interface Reading {
  readonly requests: readonly (readonly string[])[];
  readonly end: 'open' | { readonly error: string | null };
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function read(chunks: readonly Uint8Array[], authenticated = true): Reading {
  const parser = new RequestParser();
  const requests: (readonly string[])[] = [];
  let last: ParsedRequest = { kind: 'incomplete' };
  for (const chunk of chunks) {
    parser.push(chunk);
    last = parser.next(authenticated);
    while (last.kind === 'request') {
      requests.push(last.args);
      last = parser.next(authenticated);
    }
  }
  return { requests, end: last.kind === 'broken' ? { error: last.error } : 'open' };
}

function whole(text: string): Uint8Array[] {
  return [bytesOf(text)];
}

function byteByByte(text: string): Uint8Array[] {
  return Array.from(bytesOf(text), (byte) => Uint8Array.of(byte));
}

function cutAt(text: string, cuts: readonly number[]): Uint8Array[] {
  const bytes = bytesOf(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    chunks.push(bytes.subarray(start, end));
    start = end;
  }
  return chunks;
}

const PING = '*1\r\n$4\r\nPING\r\n';

const GOOD: readonly (readonly [text: string, requests: readonly (readonly string[])[]])[] = [
  ['', []],
  [PING, [['PING']]],
  [PING + PING, [['PING'], ['PING']]],
  ['*2\r\n$4\r\nPING\r\n$0\r\n\r\n', [['PING', '']]],
  ['*2\r\n$3\r\na\r\n\r\n$2\r\n\x00\xff\r\n', [['a\r\n', '\x00\xff']]],
  ['PING\r\n', [['PING']]],
  ['PING\n\r\n\n  PING x \r\n', [['PING'], ['PING', 'x']]],
  [
    'SENTINEL get-master-addr-by-name "my master"\n',
    [['SENTINEL', 'get-master-addr-by-name', 'my master']],
  ],
  ['""\n', [['']]],
  [`*0\r\n*-1\r\n*-9999999999999\r\n${PING}`, [['PING']]],
  // The bytes behind a bulk and behind a CR are not looked at.
  ['*1\r\n$4\r\nPINGxxPING\r\n', [['PING'], ['PING']]],
  ['*1\rX$4\ryPING\r\n', [['PING']]],
  [`PING\n${PING}PING\n`, [['PING'], ['PING'], ['PING']]],
  ['*2\r\n$4\r\nPI', []],
  ['POSTX\r\nPING POST\r\nHost:x\n', [['POSTX'], ['PING', 'POST'], ['Host:x']]],
  [`*${REQUEST_ARGUMENTS_MAX}\r\n`, []],
  [`*1\r\n$${REQUEST_BULK_BYTES_MAX}\r\n`, []],
];

const BROKEN: readonly (readonly [text: string, error: string | null])[] = [
  ['*1\r\n:4\r\nPING\r\n', "expected '$', got ':'"],
  ['*1\r\nPING\r\n', "expected '$', got 'P'"],
  ['*1\r\n\r\n', "expected '$', got ' '"],
  ['*x\r\n', 'invalid multibulk length'],
  ['*\r\n', 'invalid multibulk length'],
  ['* 1\r\n', 'invalid multibulk length'],
  ['*01\r\n', 'invalid multibulk length'],
  ['*+1\r\n', 'invalid multibulk length'],
  ['*-0\r\n', 'invalid multibulk length'],
  ['*1\n$4\r\nPING\r\n', 'invalid multibulk length'],
  ['*2147483648\r\n', 'invalid multibulk length'],
  ['*99999999999999999999\r\n', 'invalid multibulk length'],
  [`*${REQUEST_ARGUMENTS_MAX + 1}\r\n`, 'invalid multibulk length'],
  ['*1\r\n$x\r\n', 'invalid bulk length'],
  ['*1\r\n$-1\r\n', 'invalid bulk length'],
  ['*1\r\n$04\r\nPING\r\n', 'invalid bulk length'],
  ['*1\r\n$\r\n', 'invalid bulk length'],
  [`*1\r\n$${REQUEST_BULK_BYTES_MAX + 1}\r\n`, 'invalid bulk length'],
  ['PING "abc\n', 'unbalanced quotes in request'],
  ['PING "abc"d\n', 'unbalanced quotes in request'],
  [`${'A'.repeat(LINE_BYTES_MAX + 1)}`, 'too big inline request'],
  [`*${'1'.repeat(LINE_BYTES_MAX)}`, 'too big mbulk count string'],
  [`*1\r\n$${'1'.repeat(LINE_BYTES_MAX)}`, 'too big bulk count string'],
  ['POST / HTTP/1.1\r\nHost: x\r\n\r\n', null],
  ['host: x\r\n', null],
  ['*1\r\n$4\r\nPost\r\n', null],
];

function named(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 20)}... (${text.length})` : text);
}

for (const [text, requests] of GOOD) {
  test(`${named(text)} is read whole, byte by byte and in any split`, () => {
    assert.deepEqual(read(whole(text)), { requests, end: 'open' });
    assert.deepEqual(read(byteByByte(text)), { requests, end: 'open' });
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), (cuts) => {
        assert.deepEqual(read(cutAt(text, cuts)), { requests, end: 'open' });
      }),
      { numRuns: 30 },
    );
  });
}

for (const [text, error] of BROKEN) {
  const full = error === null ? null : `ERR Protocol error: ${error}`;
  test(`${named(text)} breaks the conversation in every split`, () => {
    assert.deepEqual(read(whole(text)), { requests: [], end: { error: full } });
    assert.deepEqual(read(byteByByte(text)), { requests: [], end: { error: full } });
    // What stands before is answered; what stands behind is not even looked at.
    const between = read(whole(`${PING}${text}${PING}`));
    assert.deepEqual(between.requests, [['PING']]);
  });
}

test('an inline line of exactly the limit is read', () => {
  const line = 'A'.repeat(LINE_BYTES_MAX);
  assert.deepEqual(read(whole(`${line}\n`)), { requests: [[line]], end: 'open' });
  assert.deepEqual(read(byteByByte(`${line}\n`)), { requests: [[line]], end: 'open' });
  assert.notEqual(read(whole(`A${line}\n`)).end, 'open');
});

test('strangers may send ten arguments of 16 KiB and no more', () => {
  const open: Reading = { requests: [], end: 'open' };
  assert.deepEqual(read(whole('*10\r\n'), false), open);
  assert.deepEqual(read(whole('*1\r\n$16384\r\n'), false), open);
  assert.deepEqual(read(whole('*11\r\n'), false).end, {
    error: 'ERR Protocol error: unauthenticated multibulk length',
  });
  assert.deepEqual(read(whole('*1\r\n$16385\r\n'), false).end, {
    error: 'ERR Protocol error: unauthenticated bulk length',
  });
});

test('the limits of strangers are lifted for what stands behind an AUTH in the same bytes', () => {
  const parser = new RequestParser();
  const long = 'x'.repeat(20_000);
  parser.push(bytesOf(`AUTH secret\r\n${encodeCommand(['PING', long])}`));
  assert.deepEqual(parser.next(false), { kind: 'request', args: ['AUTH', 'secret'] });
  assert.deepEqual(parser.next(true), { kind: 'request', args: ['PING', long] });
});

test('a request as a whole is limited, however small its arguments are', () => {
  const argument = `$60000\r\n${'x'.repeat(60_000)}\r\n`;
  const count = Math.ceil(REQUEST_BYTES_MAX / 60_000) + 1;
  const reading = read([bytesOf(`*${count}\r\n`), ...Array(count).fill(bytesOf(argument))]);
  assert.deepEqual(reading, {
    requests: [],
    end: { error: 'ERR Protocol error: too big request' },
  });
});

test('any pipeline of any commands is read back in any split', () => {
  const word = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) });
  const command = fc
    .array(word, { minLength: 1, maxLength: 5 })
    .filter((args) => !['post', 'host:'].includes(args[0]?.toLowerCase() ?? ''));
  fc.assert(
    fc.property(fc.array(command), fc.array(fc.nat(5_000)), (commands, cuts) => {
      const text = commands.map(encodeCommand).join('');
      assert.deepEqual(read(cutAt(text, cuts)), { requests: commands, end: 'open' });
    }),
  );
});

test('no bytes make it throw, and it holds no more than what it was given', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom('*3\r\n', '$5\r\n', '\r\n', '*1\r\n$1', '"', 'PING ', '*-1', '$').map(bytesOf),
  );
  fc.assert(
    fc.property(fc.array(hostile), fc.boolean(), (chunks, authenticated) => {
      const parser = new RequestParser();
      let given = 0;
      for (const chunk of chunks) {
        parser.push(chunk);
        given += chunk.length;
        while (parser.next(authenticated).kind === 'request') assert.ok(true);
        assert.ok(parser.unreadBytes <= given);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('after an error nothing more is held', () => {
  const parser = new RequestParser();
  parser.push(bytesOf(`*x\r\n${PING}`));
  assert.equal(parser.next(true).kind, 'broken');
  for (let round = 0; round < 10; round++) parser.push(bytesOf('x'.repeat(10_000)));
  assert.equal(parser.unreadBytes, 0);
  assert.equal(parser.next(true).kind, 'broken');
});
