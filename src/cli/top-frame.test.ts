// The picture of top: exactly as many lines as the terminal has, none wider than it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Paper, widthOf } from './paper.ts';
import { type Frame, frameLines, scrollMax } from './top-frame.ts';

const paper = new Paper({ coloured: true, columns: null, out: () => {}, err: () => {} });

function frame(change: Partial<Frame>): Frame {
  const body = Array.from({ length: 40 }, (_, index) => `line ${index} ${'x'.repeat(100)}`);
  const events = Array.from({ length: 40 }, (_, index) => paper.paint('bad', `event ${index}`));
  return { head: 'head', body, events, scroll: 0, rows: 24, columns: 80, ...change };
}

for (const [rows, columns] of [
  [24, 80],
  [50, 200],
  [9, 40],
  [3, 10],
  [1, 1],
] as const) {
  test(`${columns} x ${rows}`, () => {
    const lines = frameLines(frame({ rows, columns }), paper);
    assert.equal(lines.length, rows);
    for (const line of lines) assert.ok(widthOf(line) <= columns, line);
  });
}

test('the latest events stand at the bottom, and what is hidden is said', () => {
  const lines = frameLines(frame({}), paper);
  assert.match(lines.at(-1) ?? '', /event 39/);
  assert.match(lines.join('\n'), /── events ─+ 25 more lines below: j, k; q ends ──/);
});

test('one may scroll to the last line and no further', () => {
  const most = scrollMax(frame({}));
  const lines = frameLines(frame({ scroll: most }), paper);
  assert.ok(lines.some((line) => line.startsWith('line 39')));
  assert.equal(scrollMax(frame({ body: ['one'] })), 0);
});

test('what the groups do not need the events have', () => {
  const lines = frameLines(frame({ body: ['one', 'two'] }), paper);
  assert.equal(lines.filter((line) => line.includes('event ')).length, 24 - 1 - 3 - 1);
});
