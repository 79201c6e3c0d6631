// What a series is reduced to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, worst } from './statistics.ts';

test('the median is the middle one, or the mean of the two in the middle', () => {
  assert.equal(median([5, 1, 100]), 5);
  assert.equal(median([4, 1, 2, 100]), 3);
  assert.equal(median([7]), 7);
  assert.ok(Number.isNaN(median([])));
});

test('the worst is the largest', () => {
  assert.equal(worst([-3, -1, -2]), -1);
  assert.ok(Number.isNaN(worst([])));
});
