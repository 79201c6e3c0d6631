// The table of deadlines against a plain sorted list.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Timer, Timers, timer } from './timers.ts';

const OPERATIONS = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 9 }), fc.option(fc.integer({ min: 0, max: 50 }))),
  { maxLength: 60 },
);

test('the table gives back what is due in the order of its deadlines, each timer once', () => {
  fc.assert(
    fc.property(OPERATIONS, (operations) => {
      const table = new Timers<number>();
      const entries: Timer<number>[] = Array.from({ length: 10 }, (_, i) => timer(i));
      const model = new Map<number, number>();
      for (const [who, atMs] of operations) {
        const entry = entries[who];
        if (entry === undefined) continue;
        if (atMs === null) {
          table.disarm(entry);
          model.delete(who);
        } else {
          table.arm(entry, atMs);
          model.set(who, atMs);
        }
        const nearest = Math.min(...model.values());
        assert.equal(table.next() ?? Number.POSITIVE_INFINITY, nearest);
        assert.equal(table.size, model.size);
      }
      const taken: number[] = [];
      for (let due = table.takeDue(25); due !== null; due = table.takeDue(25)) taken.push(due);
      const expected = [...model].filter(([, at]) => at <= 25);
      assert.deepEqual([...taken].sort(), expected.map(([who]) => who).sort());
      const deadlines = taken.map((who) => model.get(who) ?? -1);
      assert.deepEqual(
        deadlines,
        [...deadlines].sort((a, b) => a - b),
      );
      assert.equal(table.size, model.size - taken.length);
    }),
  );
});
