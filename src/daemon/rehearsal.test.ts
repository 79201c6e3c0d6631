// The rehearsal must reach the switch each time: a play that stops short warms nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rehearse } from './rehearsal.ts';

test('every rehearsed failover comes to its switch', () => {
  assert.equal(rehearse(5), 5);
});
