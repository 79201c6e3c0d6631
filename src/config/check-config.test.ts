// A check tells every error of a file, once, and nothing of a file that loads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRUSTED_OUTSIDE } from './outside.ts';
import { checkConfig, parseConfig } from './parse-config.ts';

function found(...lines: readonly string[]): readonly string[] {
  return checkConfig({ text: lines.join('\n') }).map(
    ({ lineNumber, code }) => `${lineNumber} ${code}`,
  );
}

test('a file that loads has no error', () => {
  assert.deepEqual(found('port 1', 'sentinel monitor a 10.0.0.1 1 2', '# vedette: x'), [
    '3 unknown-directive',
  ]);
  assert.deepEqual(found('port 1', 'sentinel monitor a 10.0.0.1 1 2'), []);
});

test('all errors are told, where the daemon stops at the first', () => {
  const lines = [
    'port nope',
    'sentinel monitor a 10.0.0.1 1 2',
    'sentinel down-after-milliseconds a 0',
    'sentinel failover-timeout a 0',
    'foo',
    'sentinel nonsense a 1',
    'logfile "x',
  ];
  const all = found(...lines);
  assert.deepEqual([...all].sort(), [
    '1 bad-value',
    '3 bad-value',
    '4 bad-value',
    '5 unknown-directive',
    '6 unknown-directive',
    '7 unbalanced-quotes',
  ]);
  const parsed = parseConfig({ text: lines.join('\n') });
  assert.ok(!parsed.ok);
  assert.equal(all[0], `${parsed.error.lineNumber} ${parsed.error.code}`);
});

test('what only follows from an error is not told again, and what is wrong besides is', () => {
  assert.deepEqual(
    found(
      'sentinel monitor a 10.0.0.1 1 0',
      'sentinel down-after-milliseconds a 1',
      'sentinel failover-timeout a 0',
      'sentinel auth-pass b x',
      'sentinel parallel-syncs b 1',
      'sentinel down-after-milliseconds b 0',
    ),
    ['1 bad-value', '3 bad-value', '4 no-such-master', '6 bad-value'],
  );
});

test('an error of an included file names it', () => {
  const include = () => ({ ok: true, text: 'port 1\nfoo\n' }) as const;
  const outside = { ...TRUSTED_OUTSIDE, include };
  const [error, ...more] = checkConfig({ text: '\n\ninclude other.conf' }, outside);
  assert.deepEqual([error?.from, error?.lineNumber, more], ['other.conf', 2, []]);
});
