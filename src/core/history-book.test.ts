// What is remembered of failovers: how many, at which times, and what becomes of one that a process
// was in the middle of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailoverRecord } from './history.ts';
import { HistoryBook, MOST_OF_ALL, MOST_OF_GROUP } from './history-book.ts';

const NO_STEPS = {
  ...{ detected: null, agreed: null, started: null, elected: null },
  ...{ selected: null, told: null, switched: null, ended: null },
};

function record(number: number, more: Partial<FailoverRecord> = {}): FailoverRecord {
  return {
    ...{ number, replaces: null, history: null, groupName: 'g', role: 'leader', reason: 'crash' },
    ...{ outcome: 'under-way', cause: null, obstacle: null, attempts: 1, epoch: 1n },
    ...{ leader: null, from: 'a:1', to: null, votes: null, oldOffset: null, newOffset: null },
    ...{ steps: NO_STEPS, offsets: [], loss: { kind: 'unknown' } },
    ...more,
  };
}

const SWITCHED = { outcome: 'switched' } as const;
const GIVEN_UP = { outcome: 'given-up', cause: 'tilt' } as const;

test('HISTORY-1: attempts without a switch do not push the switches out', () => {
  const book = new HistoryBook('p');
  const clocks = { nowMs: 0, wallMs: 0 };
  book.take(record(1, SWITCHED), clocks);
  for (let number = 2; number < 50; number++) book.take(record(number, GIVEN_UP), clocks);
  const ids = book.of('g').map(({ id }) => id);
  assert.equal(ids.length, 1 + MOST_OF_GROUP);
  assert.equal(ids[0], 'p-49');
  assert.equal(ids.at(-1), 'p-1');
  for (let number = 50; number < 100; number++) book.take(record(number, SWITCHED), clocks);
  assert.equal(book.of('g').length, 2 * MOST_OF_GROUP);
  assert.deepEqual(book.of('h'), []);
});

test('HISTORY-1: all groups together have a limit', () => {
  const book = new HistoryBook('p');
  for (let number = 1; number <= MOST_OF_ALL + 5; number++) {
    book.take(record(number, { groupName: `g${number}` }), { nowMs: 0, wallMs: 0 });
  }
  assert.equal([...book.all].length, MOST_OF_ALL);
  assert.equal(book.of('g5').length, 0);
  assert.equal(book.of('g6').length, 1);
});

test('HISTORY-1: no step is before the one that it follows from', () => {
  const book = new HistoryBook('p');
  const steps = { ...NO_STEPS, started: 100, elected: 101 };
  book.take(record(1, { steps }), { nowMs: 101, wallMs: 5_100 });
  // The clock of the machine was set back.
  const later = { ...steps, selected: 102 };
  const { past } = book.take(record(1, { steps: later }), { nowMs: 102, wallMs: 1_000 });
  assert.equal(past.steps.selected, past.steps.elected);
});

test('HISTORY-1: a step keeps the time of the wall clock that it was first given', () => {
  const book = new HistoryBook('p');
  const steps = { ...NO_STEPS, detected: 90, started: 100 };
  book.take(record(1, { steps }), { nowMs: 100, wallMs: 5_100 });
  // The process was stopped for ten seconds, which its own clock leaves out.
  const later = { ...steps, switched: 150 };
  const { past } = book.take(record(1, { ...SWITCHED, steps: later }), {
    nowMs: 150,
    wallMs: 15_150,
  });
  assert.deepEqual(past.steps, { ...NO_STEPS, detected: 5_090, started: 5_100, switched: 15_150 });
});

test('HISTORY-1: an end like the one before takes its place', () => {
  const book = new HistoryBook('p');
  book.take(record(1, GIVEN_UP), { nowMs: 0, wallMs: 0 });
  const again = record(2, { ...GIVEN_UP, attempts: 2, replaces: 1 });
  assert.equal(book.take(again, { nowMs: 0, wallMs: 0 }).instead, 'p-1');
  assert.deepEqual(
    book.of('g').map(({ id, attempts }) => [id, attempts]),
    [['p-2', 2]],
  );
});

test('HISTORY-2: what was under way when its process ended was cut off', () => {
  const before = new HistoryBook('p');
  before.take(record(1, { loss: { kind: 'none' } }), { nowMs: 0, wallMs: 0 });
  const told = { ...NO_STEPS, told: 0 };
  before.take(record(2, { steps: told }), { nowMs: 0, wallMs: 0 });
  before.take(record(3, { ...SWITCHED, loss: { kind: 'none' } }), { nowMs: 0, wallMs: 0 });
  const after = new HistoryBook('q');
  after.load([...before.all]);
  assert.deepEqual(
    after.of('g').map(({ id, outcome, loss }) => [id, outcome, loss.kind]),
    [
      ['p-3', 'switched', 'none'],
      ['p-2', 'cut-off', 'unknown'],
      ['p-1', 'cut-off', 'unknown'],
    ],
  );
});
