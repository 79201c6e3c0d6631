// What the answer of one Sentinel becomes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverError } from '../../client/failure.ts';
import { beyond, type Finding, findingsOf } from './doctor.ts';

test('a Sentinel that does not tell its findings is a finding itself, and not in good health', () => {
  const [found, ...more] = findingsOf('10.0.0.1:26379', serverError('NOPERM no permissions'));
  assert.deepEqual(more, []);
  assert.equal(found?.severity, 'warning');
  assert.equal(found.code, 'findings-not-told');
  assert.equal(found.evidence, 'Sentinel 10.0.0.1:26379: NOPERM no permissions');
});

test('a finding is told with who has found it', () => {
  const bulk = (text: string) => ({ kind: 'bulk', text }) as const;
  const words = ['severity', 'critical', 'code', 'in-tilt', 'evidence', 'for 3 s'].map(bulk);
  const value = { kind: 'array', items: [{ kind: 'array', items: words }] } as const;
  assert.deepEqual(findingsOf('10.0.0.1:26379', { ok: true, value }), [
    {
      ...{ severity: 'critical', code: 'in-tilt', group: null, evidence: 'for 3 s' },
      ...{ meaning: '', remedy: '', sentinels: ['10.0.0.1:26379'] },
    },
  ]);
});

test('what comparing shows to be worse is told beside what a Sentinel has found itself', () => {
  const base = { code: 'master-unreached', group: 'g', evidence: '', meaning: '', remedy: '' };
  const finding = (severity: Finding['severity']): Finding => ({
    ...base,
    severity,
    sentinels: [],
  });
  const [critical, warning] = [finding('critical'), finding('warning')];
  assert.deepEqual(beyond([critical], [warning]), [critical]);
  assert.deepEqual(beyond([warning], [warning]), []);
  assert.deepEqual(beyond([warning], [critical]), []);
  assert.deepEqual(beyond([warning], [{ ...warning, group: 'h' }]), [warning]);
});
