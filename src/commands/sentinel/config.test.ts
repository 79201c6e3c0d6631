// SENTINEL CONFIG: what GET shows of which pattern, and that SET takes all of its values or none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, fakeSight, verdictOf, wireLines } from '../../../test/fake-sight.ts';
import type { OperatorRequest } from '../../core/operator-request.ts';

const sight = fakeSight({
  global: { announceIp: '10.0.0.9', announcePort: 7, sentinelPass: 'secret' },
  settings: { logLevel: 'warning' },
});

function shown(...patterns: readonly string[]): readonly string[] {
  return wireLines(answer(['SENTINEL', 'CONFIG', 'GET', ...patterns], sight)).slice(1);
}

function request(...words: readonly string[]): OperatorRequest {
  return verdictOf('operate', call(['SENTINEL', 'CONFIG', 'SET', ...words], sight)).request;
}

function refusal(...words: readonly string[]): string | undefined {
  return wireLines(answer(['SENTINEL', 'CONFIG', ...words], sight))[0];
}

const ALL = [
  ...['resolve-hostnames', 'no', 'announce-hostnames', 'no', 'announce-ip', '10.0.0.9'],
  ...['announce-port', '7', 'sentinel-user', '', 'sentinel-pass', 'secret', 'loglevel', 'warning'],
  ...['strict-minority', 'no', 'fence-minority', 'no'],
  ...['trust', 'confirm', 'trust-secret', ''],
];

test('GET shows all that match, in the order of the options and each once', () => {
  assert.deepEqual(shown('*'), ALL);
  assert.deepEqual(shown('LOG*', 'announce-i?', '*-[Ii]p'), [
    ...['announce-ip', '10.0.0.9', 'loglevel', 'warning'],
  ]);
  assert.deepEqual(shown('nothing'), []);
});

test('GET answers a map', () => {
  const value = answer(['SENTINEL', 'CONFIG', 'get', 'announce-port'], sight);
  assert.deepEqual(wireLines(value, 3), ['%1', 'announce-port', '7']);
  assert.deepEqual(wireLines(answer(['SENTINEL', 'CONFIG', 'GET', 'x'], sight), 2), ['*0']);
});

test('SET takes several settings at once', () => {
  const words = 'Resolve-Hostnames YES announce-hostnames no announce-port 65535 loglevel DEBUG';
  assert.deepEqual(request(...words.split(' '), 'announce-ip', '', 'sentinel-user', ''), {
    kind: 'configure',
    changes: {
      resolveHostnames: true,
      announceHostnames: false,
      announcePort: 65_535,
      announceIp: '',
      sentinelUser: null,
    },
    logLevel: 'debug',
  });
  assert.deepEqual(request('sentinel-pass', 'a b "c'), {
    kind: 'configure',
    changes: { sentinelPass: 'a b "c' },
    logLevel: null,
  });
});

const FORM = '-ERR Only SENTINEL CONFIG GET <option> / SET <option> <value> are supported.';

const REFUSED: readonly (readonly [words: readonly string[], text: string])[] = [
  [['GET'], FORM],
  [['SET'], FORM],
  [['SET', 'loglevel'], FORM],
  [['FOO', 'a', 'b'], FORM],
  [['SET', 'Foo', '1'], "-ERR Invalid argument 'Foo' to SENTINEL CONFIG SET"],
  [
    ['SET', 'loglevel', 'debug', 'LogLevel', 'debug'],
    "-ERR Duplicate argument 'LogLevel' to SENTINEL CONFIG SET",
  ],
  [['SET', 'announce-port', '1', 'announce-ip'], "-ERR Missing argument 'announce-ip' value"],
];

for (const [words, text] of REFUSED) {
  test(`CONFIG ${words.join(' ')} is refused`, () => assert.equal(refusal(...words), text));
}

const INVALID: readonly (readonly [name: string, value: string])[] = [
  ['resolve-hostnames', 'maybe'],
  ['announce-port', '65536'],
  ['announce-port', '-1'],
  ['announce-port', 'x'],
  ['announce-ip', 'a,b'],
  ['announce-ip', 'a b'],
  ['sentinel-user', 'a\x01b'],
  ['loglevel', 'loud'],
];

for (const [name, value] of INVALID) {
  test(`CONFIG SET ${name} ${JSON.stringify(value)} is refused with all beside it`, () => {
    const text = `-ERR Invalid value '${value}' to SENTINEL CONFIG SET '${name}'`;
    assert.equal(refusal('SET', 'sentinel-pass', 'x', name, value), text);
  });
}

test('a refused password is not repeated', () => {
  const text = "-ERR Invalid value '******' to SENTINEL CONFIG SET 'sentinel-pass'";
  assert.equal(refusal('SET', 'sentinel-pass', 'a\x01b'), text);
});
