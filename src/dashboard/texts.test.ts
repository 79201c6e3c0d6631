// What the page says: numbers, moments, stages, frames of the stream, and words in two languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '../core/doctor/examine.ts';
import { GATES } from '../core/explain.ts';
import { frameOf } from './event-stream.ts';
import { addressText, bytesText, durationText } from './format.ts';
import { stagesOf } from './stages.ts';
import type { PastFailover } from './wire.ts';
import { en } from './words/en.ts';
import { FINDINGS_ZH } from './words/findings-zh.ts';
import { zh } from './words/zh.ts';

test('sizes and durations have the unit that fits', () => {
  assert.deepEqual([0, 1023, 1536, 335_544_320].map(bytesText), [
    '0 B',
    '1023 B',
    '1.5 KiB',
    '320 MiB',
  ]);
  assert.deepEqual([-3, 7.4, 1_240, 180_000, 7_200_000, 2 * 86_400_000].map(durationText), [
    '0 ms',
    '7 ms',
    '1.2 s',
    '3 min',
    '2 h',
    '2 d',
  ]);
  assert.equal(addressText({ host: '::1', port: 7000 }), '[::1]:7000');
});

const NEVER: PastFailover['steps'] = {
  detected: null,
  agreed: null,
  started: null,
  elected: null,
  selected: null,
  told: null,
  switched: null,
  ended: null,
};

const PAST: PastFailover = {
  ...{ role: 'leader', reason: 'crash', epoch: '1', from: 'a:1', to: 'b:1', votes: null },
  ...{ loss: 'none', lostBytes: null, steps: NEVER },
};

test('stages are those that are known, in the order in which they came', () => {
  const steps = { ...NEVER, detected: 1_000, agreed: 1_020, elected: 1_030, switched: 1_045 };
  assert.deepEqual(stagesOf({ ...PAST, steps }), [
    { step: 'detected', tookMs: 0, afterMs: 0 },
    { step: 'agreed', tookMs: 20, afterMs: 20 },
    { step: 'elected', tookMs: 10, afterMs: 30 },
    { step: 'switched', tookMs: 15, afterMs: 45 },
  ]);
  assert.deepEqual(stagesOf(PAST), []);
});

test('a frame has a number, a kind and data; a beat is none', () => {
  assert.deepEqual(frameOf('id: x-7\nevent: group\ndata: {"a":\ndata: 1}'), {
    id: 'x-7',
    kind: 'group',
    data: '{"a":\n1}',
  });
  assert.equal(frameOf(':'), null);
  assert.equal(frameOf('retry: 1000'), null);
});

test('every finding of the doctor and every gate has its words in Chinese', () => {
  for (const { code } of CHECKS) assert.ok(code in FINDINGS_ZH, code);
  for (const gate of GATES) {
    assert.ok(gate in en.gates, gate);
    assert.ok(gate in zh.gates, gate);
  }
});
