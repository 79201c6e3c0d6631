// Durations and sizes as people write and read them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration, showBytes, showDuration } from './duration.ts';

const DURATIONS: readonly (readonly [text: string, ms: number | null])[] = [
  ['500ms', 500],
  ['2s', 2_000],
  ['2', 2_000],
  ['1.5s', 1_500],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['0', null],
  ['-1', null],
  ['2 s', null],
  ['2d', null],
  ['', null],
  ['1e3', null],
  ['1000h', null],
];

for (const [text, ms] of DURATIONS) {
  test(`'${text}' is ${ms === null ? 'no duration' : `${ms} ms`}`, () => {
    assert.equal(parseDuration(text), ms);
  });
}

test('durations are shown in two units at most', () => {
  const shown = [0, 999, 1_000, 59_999, 60_000, 3_725_000, 90_000_000].map(showDuration);
  const wanted = ['0 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '1 h 2 min', '1 d 1 h'];
  assert.deepEqual(shown, wanted);
});

test('sizes are shown in the unit that fits', () => {
  assert.deepEqual([0, 1023, 1024, 1_572_864].map(showBytes), [
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 MiB',
  ]);
});
