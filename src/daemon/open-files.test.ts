// The room that the limit of open files leaves for clients.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientsWithRoom, openFilesMax, roomForAll } from './open-files.ts';

test('clients leave room for the files of the process and for links to the nodes', () => {
  const room = (openFiles: number | null, groupCount = 1): number =>
    clientsWithRoom({ wanted: 10_000, groupCount, openFilesMax: openFiles });
  assert.equal(room(null), 10_000);
  assert.equal(room(1_000_000), 10_000);
  assert.equal(room(1_024), 1_024 - 64 - 8);
  assert.equal(room(1_024, 100), 1_024 - 64 - 800);
  assert.equal(room(10_072), 10_000);
  assert.equal(room(10_071), 9_999);
});

test('the HTTP door and webhooks leave room, too', () => {
  const need = { groupCount: 2, openFilesMax: 1_024 };
  assert.equal(roomForAll(need), 1_024 - 64 - 16);
  assert.equal(roomForAll({ ...need, openFilesMax: null }), null);
  const clients = clientsWithRoom({ ...need, wanted: 10_000, httpFiles: 272 });
  assert.equal(clients, 1_024 - 64 - 16 - 272);
});

test('one client may come in whatever the limit', () => {
  assert.equal(clientsWithRoom({ wanted: 5, groupCount: 2_000, openFilesMax: 100 }), 1);
});

test('the limit of this process is known where the system tells it', () => {
  const limit = openFilesMax();
  assert.ok(limit === null || limit > 0);
});
