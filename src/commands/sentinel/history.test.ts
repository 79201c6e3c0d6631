// SENTINEL HISTORY as programs and people read it: its fields stand on the page for operators, and
// the lines say the same in words.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answer, fakeSight, masterView, wireLines } from '../../../test/fake-sight.ts';
import type { PastFailover } from '../../core/history-book.ts';
import { historyLines } from './history-lines.ts';

const BEGIN = 1_795_353_603_004;

const PAST: PastFailover = {
  ...{ id: 'a-1', groupName: 'mymaster', role: 'leader', outcome: 'switched', reason: 'crash' },
  ...{ cause: null, obstacle: null, attempts: 1, epoch: 4n, leader: 'f'.repeat(40) },
  ...{ from: '10.0.0.1:6379', to: '10.0.0.2:6379' },
  steps: {
    ...{ detected: BEGIN, agreed: BEGIN + 1, started: BEGIN + 2, elected: BEGIN + 3 },
    ...{ selected: BEGIN + 3, told: BEGIN + 4, switched: BEGIN + 100, ended: null },
  },
  ...{ votes: { have: 2, need: 2 }, oldOffset: 9n, newOffset: 7n },
  offsets: [
    { replica: '10.0.0.2:6379', offset: 7n },
    { replica: '10.0.0.3:6379', offset: null },
  ],
  loss: { kind: 'at-least', bytes: 2n },
};

const SIGHT = fakeSight({ groups: [{ master: masterView(), history: [PAST] }] });

test('HISTORY-1: a failover is a map with the time of each step', () => {
  const lines = wireLines(answer(['SENTINEL', 'HISTORY', 'mymaster'], SIGHT), 3);
  assert.deepEqual(lines.slice(0, 5), ['*1', '%20', 'role', 'leader', 'outcome']);
  assert.equal(lines[lines.indexOf('switched', 8) + 1], `:${BEGIN + 100}`);
  assert.equal(lines[lines.indexOf('ended') + 1], '_');
  assert.equal(lines[lines.indexOf('took-ms') + 1], ':100');
  assert.equal(lines[lines.indexOf('lost-bytes') + 1], ':2');
  assert.equal(lines[lines.indexOf('10.0.0.3:6379') + 1], '_');
});

test('HISTORY-1: the same in words', () => {
  assert.deepEqual(historyLines(PAST), [
    '2026-11-22 13:20:03.004 UTC: 10.0.0.1:6379 replaced by 10.0.0.2:6379, because the ' +
      'master was down',
    'epoch 4, led by this Sentinel, 2 of the 2 votes needed',
    '+0 ms master down, +1 ms quorum agrees, +2 ms candidate, +3 ms elected, ' +
      '+3 ms replica chosen, +4 ms told to become a master, +100 ms it is one, clients told',
    'offsets: last told by the old master 9; replicas at the choice 10.0.0.2:6379 7, ' +
      '10.0.0.3:6379 unknown; the new master 7',
    'lost: at least 2 bytes of the replication stream',
  ]);
  const givenUp = { ...PAST, outcome: 'given-up', cause: 'too-few-votes', attempts: 3 } as const;
  assert.match(historyLines(givenUp)[0] ?? '', /not replaced, 3 times: given up for too-few-votes/);
  const cutOff = { ...PAST, outcome: 'cut-off' } as const;
  assert.match(historyLines(cutOff)[0] ?? '', /does not know how it went on/);
});

test('every field stands on the page for operators', () => {
  const page = readFileSync('docs/operating/history.md', 'utf8');
  const value = answer(['SENTINEL', 'HISTORY', 'mymaster'], SIGHT);
  assert.equal(value.kind, 'array');
  const [only] = value.items;
  assert.equal(only?.kind, 'map');
  for (const [key, inner] of only.entries) {
    const isSteps = key.kind === 'bulk' && key.text === 'steps';
    const inside = isSteps && inner.kind === 'map' ? inner.entries.map(([name]) => name) : [];
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
