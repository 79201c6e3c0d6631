// When a slow subscriber is cut off.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BacklogLimit } from './backlog-limit.ts';
import { SUBSCRIBER_BACKLOG } from './limits.ts';

const { hardBytes: HARD, softBytes: SOFT, softMs: SOFT_MS } = SUBSCRIBER_BACKLOG;

test('beyond the hard limit it is cut off at once', () => {
  const limit = new BacklogLimit(SUBSCRIBER_BACKLOG);
  assert.equal(limit.exceeded(HARD, 0), false);
  assert.equal(limit.exceeded(HARD + 1, 0), true);
});

test('beyond the soft limit it has a minute, which begins anew when it caught up', () => {
  const limit = new BacklogLimit(SUBSCRIBER_BACKLOG);
  assert.equal(limit.exceeded(SOFT, 0), false);
  assert.equal(limit.exceeded(SOFT + 1, 10), false);
  assert.equal(limit.exceeded(SOFT + 1, SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT, SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT + 1, SOFT_MS + 10), false);
  assert.equal(limit.exceeded(SOFT + 1, 2 * SOFT_MS + 9), false);
  assert.equal(limit.exceeded(SOFT + 1, 2 * SOFT_MS + 10), true);
});

test('a limit of 0 is none', () => {
  const unlimited = new BacklogLimit({ hardBytes: 0, softBytes: 0, softMs: 0 });
  assert.equal(unlimited.exceeded(Number.MAX_SAFE_INTEGER, 0), false);
  const hardOnly = new BacklogLimit({ hardBytes: 10, softBytes: 0, softMs: 5 });
  assert.equal(hardOnly.exceeded(10, 0), false);
  assert.equal(hardOnly.exceeded(10, 99), false);
  assert.equal(hardOnly.exceeded(11, 99), true);
});
