// When a slow subscriber is cut off.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BacklogLimit } from './backlog-limit.ts';
import {
  SUBSCRIBER_BACKLOG_HARD_BYTES as HARD,
  SUBSCRIBER_BACKLOG_SOFT_BYTES as SOFT,
  SUBSCRIBER_BACKLOG_SOFT_MS as SOFT_MS,
} from './limits.ts';

test('beyond the hard limit it is cut off at once', () => {
  const limit = new BacklogLimit();
  assert.equal(limit.exceeded(HARD, 0), false);
  assert.equal(limit.exceeded(HARD + 1, 0), true);
});

test('beyond the soft limit it has a minute, which begins anew when it caught up', () => {
  const limit = new BacklogLimit();
  assert.equal(limit.exceeded(SOFT, 0), false);
  assert.equal(limit.exceeded(SOFT + 1, 10), false);
  assert.equal(limit.exceeded(SOFT + 1, SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT, SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT + 1, SOFT_MS + 10), false);
  assert.equal(limit.exceeded(SOFT + 1, 2 * SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT + 1, 2 * SOFT_MS + 10), true);
});
