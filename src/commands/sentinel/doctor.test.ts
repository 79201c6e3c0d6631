// SENTINEL DOCTOR as programs read it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeSight,
  masterView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import type { Finding } from '../../core/doctor/check.ts';

const FINDING: Finding = {
  code: 'no-replica',
  severity: 'critical',
  groupName: 'mymaster',
  evidence: 'none',
  meaning: 'No replica.',
  remedy: 'Add one.',
};

const SIGHT = fakeSight({ groups: [{ master: masterView() }], findings: [FINDING] });

/** What it says when everybody was asked. */
function told(...words: readonly string[]): readonly string[] {
  const { request, render } = verdictOf('operate', call(['SENTINEL', 'DOCTOR', ...words], SIGHT));
  assert.deepEqual(request, { kind: 'check-up', name: words[0] ?? null });
  return wireLines(render({ kind: 'done' }), 3);
}

test('each finding is a map with its severity, code, group, evidence, meaning and remedy', () => {
  assert.deepEqual(told(), [
    ...['*1', '%6', 'severity', 'critical', 'code', 'no-replica', 'group', 'mymaster'],
    ...['evidence', 'none', 'meaning', 'No replica.', 'remedy', 'Add one.'],
  ]);
});

test('an unknown group and too many words are errors', () => {
  assert.deepEqual(told('nobody'), ['-ERR No such master with that name']);
  assert.deepEqual(wireLines(answer(['SENTINEL', 'DOCTOR', 'mymaster', 'x'], SIGHT)), [
    '-ERR syntax error',
  ]);
});
