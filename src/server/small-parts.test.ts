// The small parts of the server that have one behaviour each: askers, warnings, the password, binds
// and the names of endpoints.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Askers } from './askers.ts';
import { endpoint } from './client-line.ts';
import { WARNING_PERIOD_MS } from './limits.ts';
import { parseBind } from './listen.ts';
import { isOneOf, passwordHash } from './password.ts';
import { Warnings } from './warnings.ts';

test('an asker is answered once, in its own way, and not when it is gone', () => {
  const askers = new Askers();
  const told: string[] = [];
  const first = askers.awaitAnswer(({ leader }) => told.push(String(leader)));
  const second = askers.awaitOutcome(({ kind }) => told.push(kind));
  const third = askers.awaitOutcome(({ kind }) => told.push(kind));
  assert.equal(new Set([first, second, third]).size, 3);
  askers.forget(third);
  askers.outcome(first, { kind: 'done' });
  askers.outcome(third, { kind: 'done' });
  askers.answer(first, { down: false, leader: 'a', leaderEpoch: 0n });
  askers.answer(first, { down: false, leader: 'b', leaderEpoch: 0n });
  askers.outcome(second, { kind: 'done' });
  assert.deepEqual(told, ['a', 'done']);
  assert.equal(askers.count, 0);
});

test('warnings of one kind are thinned out, others are not', () => {
  let nowMs = 0;
  const told: string[] = [];
  const clock = { monotonicMs: () => nowMs, wallMs: () => 0 };
  const warnings = new Warnings(clock, (text) => told.push(text));
  warnings.rarely('forged', 'a');
  nowMs = WARNING_PERIOD_MS - 1;
  warnings.rarely('forged', 'b');
  warnings.rarely('accept', 'c');
  nowMs = WARNING_PERIOD_MS;
  warnings.rarely('forged', 'd');
  assert.deepEqual(told, ['a', 'c', 'd']);
});

test('only the passwords themselves are let in, whatever their length', () => {
  const hashes = [passwordHash('s\xe9cret'), passwordHash('')];
  for (const right of ['s\xe9cret', '']) assert.equal(isOneOf(hashes, right), true);
  for (const wrong of ['s', 's\xe9cret ', 'S\xe9cret']) {
    assert.equal(isOneOf(hashes, wrong), false);
  }
  assert.equal(isOneOf([], ''), false);
});

test('a password is known by its SHA-256, byte for byte', () => {
  const known = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  assert.equal(passwordHash(''), known);
  assert.notEqual(passwordHash('\xe9'), passwordHash('\xc3\xa9'));
});

test('binds are read as the file writes them', () => {
  assert.deepEqual(parseBind('*'), { host: '0.0.0.0', shown: '*', optional: false });
  assert.deepEqual(parseBind('-::*'), { host: '::', shown: '::*', optional: true });
  assert.deepEqual(parseBind('10.0.0.1'), { host: '10.0.0.1', shown: '10.0.0.1', optional: false });
  assert.deepEqual(parseBind('-::1'), { host: '::1', shown: '::1', optional: true });
});

test('an IPv6 endpoint has brackets, an unknown one a question mark', () => {
  assert.equal(endpoint('10.0.0.1', 7000), '10.0.0.1:7000');
  assert.equal(endpoint('::1', 7000), '[::1]:7000');
  assert.equal(endpoint(undefined, undefined), '?:0');
});
