// SENTINEL HISTORY as programs read it: its fields stand on the page for operators, and the times
// of the steps are those of the wall clock.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answer, fakeSight, masterView, wireLines } from '../../../test/fake-sight.ts';
import type { PastFailoverView } from '../../core/history.ts';

const PAST: PastFailoverView = {
  ...{ role: 'leader', reason: 'crash', epoch: 4n, from: '10.0.0.1:6379', to: '10.0.0.2:6379' },
  agesMs: {
    ...{ detected: 104, agreed: 103, started: 102, elected: 101, selected: 101, told: 100 },
    ...{ switched: 4, ended: null },
  },
  ...{ votes: { have: 2, need: 2 }, oldOffset: 9n, newOffset: 7n },
  loss: { kind: 'at-least', bytes: 2n },
};

const SIGHT = fakeSight({ groups: [{ master: masterView(), history: [PAST] }] });

test('HISTORY-1: a failover is a map; the steps have the times of the wall clock', () => {
  const lines = wireLines(answer(['SENTINEL', 'HISTORY', 'mymaster'], SIGHT), 3);
  assert.deepEqual(lines.slice(0, 5), ['*1', '%12', 'role', 'leader', 'reason']);
  const { wallMs } = SIGHT.process;
  assert.equal(lines[lines.indexOf('switched') + 1], `:${wallMs - 4}`);
  assert.equal(lines[lines.indexOf('ended') + 1], '_');
  assert.equal(lines[lines.indexOf('lost-bytes') + 1], ':2');
});

test('every field stands on the page for operators', () => {
  const page = readFileSync('docs/operating/history.md', 'utf8');
  const value = answer(['SENTINEL', 'HISTORY', 'mymaster'], SIGHT);
  assert.equal(value.kind, 'array');
  const [only] = value.items;
  assert.equal(only?.kind, 'map');
  for (const [key, inner] of only.entries) {
    const inside = inner.kind === 'map' ? inner.entries.map(([name]) => name) : [];
    for (const name of [key, ...inside]) {
      assert.ok(name.kind === 'bulk' && page.includes(`\`${name.text}\``), JSON.stringify(name));
    }
  }
});

test('HISTORY knows nothing of an unknown name', () => {
  assert.deepEqual(wireLines(answer(['SENTINEL', 'HISTORY', 'nobody'], SIGHT)), [
    '-ERR No such master with that name',
  ]);
});
