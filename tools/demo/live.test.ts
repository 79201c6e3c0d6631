// What stays of an event's payload on the screen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortPayload } from './live.ts';

const ID = '7d73148bf98460927c877494582742f46f699a44';

test('of a replica or a peer the name is enough, and of an id its beginning', () => {
  const replica = 'slave 127.0.0.1:7001 127.0.0.1 7001 @ mymaster 127.0.0.1 7000';
  assert.equal(shortPayload(replica), 'slave 127.0.0.1:7001');
  const peer = `sentinel ${ID} 127.0.0.1 26380 @ mymaster 127.0.0.1 7000`;
  assert.equal(shortPayload(peer), 'sentinel 7d73148b');
  assert.equal(shortPayload(`${ID} 4`), '7d73148b 4');
});

test('what is said of a master stays as it is', () => {
  const master = 'master mymaster 127.0.0.1 7000 #quorum 2/2';
  assert.equal(shortPayload(master), master);
});
