// SENTINEL DOCTOR as programs read it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, fakeSight, masterView, wireLines } from '../../../test/fake-sight.ts';
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

test('each finding is a map with its severity, code, group, evidence, meaning and remedy', () => {
  const lines = wireLines(answer(['SENTINEL', 'DOCTOR'], SIGHT), 3);
  assert.deepEqual(lines, [
    ...['*1', '%6', 'severity', 'critical', 'code', 'no-replica', 'group', 'mymaster'],
    ...['evidence', 'none', 'meaning', 'No replica.', 'remedy', 'Add one.'],
  ]);
});

test('an unknown group and too many words are errors', () => {
  assert.deepEqual(wireLines(answer(['SENTINEL', 'DOCTOR', 'nobody'], SIGHT)), [
    '-ERR No such master with that name',
  ]);
  assert.deepEqual(wireLines(answer(['SENTINEL', 'DOCTOR', 'mymaster', 'x'], SIGHT)), [
    '-ERR syntax error',
  ]);
});
