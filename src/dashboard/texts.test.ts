// What the page says: numbers, moments, stages, frames of the stream, and words in two languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEPS as TOLD } from '../commands/sentinel/history-lines.ts';
import { CHECKS } from '../core/doctor/examine.ts';
import { GATES, type ReplicaChance } from '../core/explain.ts';
import type { PastFailover as Recorded } from '../core/history-book.ts';
import type { FailoverStateName } from '../core/view.ts';
import { frameOf } from './event-stream.ts';
import { addressText, bytesText, durationText } from './format.ts';
import { pastFacts, pastMoment, pastTitle, stepWord } from './past-text.ts';
import { stagesOf } from './stages.ts';
import { type PastFailover, STEPS } from './wire.ts';
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
  ...{ outcome: 'switched', cause: null, attempts: 1 },
  ...{ loss: 'none', lostBytes: null, steps: NEVER },
};

test('stages are those that are known, in the order in which they came', () => {
  const steps = { ...NEVER, detected: 1_000, agreed: 1_020, elected: 1_030, switched: 1_045 };
  assert.deepEqual(stagesOf({ ...PAST, steps }), [
    { step: 'detected', atMs: 1_000, tookMs: 0, afterMs: 0 },
    { step: 'agreed', atMs: 1_020, tookMs: 20, afterMs: 20 },
    { step: 'elected', atMs: 1_030, tookMs: 10, afterMs: 30 },
    { step: 'switched', atMs: 1_045, tookMs: 15, afterMs: 45 },
  ]);
  assert.deepEqual(stagesOf(PAST), []);
});

test('the steps are those that the command tells', () => {
  assert.deepEqual(STEPS, TOLD);
});

test('a failover that was no switch is not told as one', () => {
  const steps = { ...NEVER, detected: 1_000, started: 1_020, ended: 4_000 };
  const givenUp: PastFailover = {
    ...{ ...PAST, steps, outcome: 'given-up', cause: 'not-elected', attempts: 3, to: null },
  };
  assert.equal(pastTitle(givenUp, en), 'a:1: given up (not-elected)');
  assert.equal(pastTitle(givenUp, zh), 'a:1: 已放弃 (not-elected)');
  assert.deepEqual(pastFacts(givenUp, en), ['the master was down', '3 times', 'epoch 1']);
  assert.equal(stepWord('ended', givenUp, en), 'end');
  const underWay: PastFailover = {
    ...PAST,
    outcome: 'under-way',
    steps: { ...steps, ended: null },
  };
  assert.equal(pastTitle(underWay, en), 'a:1 → b:1: under way');
  assert.equal(pastMoment(underWay), 1_020);
  assert.equal(pastMoment(PAST), null);
});

test('a switch says what it has lost and how long it took', () => {
  const steps = { ...NEVER, detected: 1_000, switched: 1_045, ended: 2_000 };
  const past: PastFailover = { ...PAST, steps, votes: { have: 2, need: 2 } };
  assert.equal(pastTitle(past, en), 'a:1 → b:1');
  assert.equal(pastMoment(past), 1_045);
  assert.deepEqual(pastFacts(past, en), [
    ...['the master was down', 'epoch 1', '2 votes, 2 needed', 'no acknowledged write lost'],
    '45 ms from detection to promotion',
  ]);
  const lost = pastFacts({ ...past, loss: 'at-least', lostBytes: '2048' }, en);
  assert.ok(lost.includes('at least 2.0 KiB lost'), lost.join());
  assert.equal(stepWord('ended', past, en), 'followed');
});

test('every reason and stage of a failover and every refusal of a replica has its words', () => {
  const reasons: Readonly<Record<NonNullable<Recorded['reason']>, string>> = en.history.reasons;
  const refusals: Readonly<Record<NonNullable<ReplicaChance['refusal']>, string>> = en.refusals;
  const outcomes: Readonly<Record<Recorded['outcome'], string>> = en.history.outcomes;
  const stages: Readonly<Record<Exclude<FailoverStateName, 'none'>, string>> = en.stages;
  for (const word of [reasons, refusals, outcomes, stages]) assert.ok(Object.keys(word).length > 1);
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
