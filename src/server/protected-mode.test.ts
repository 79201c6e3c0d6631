// Protected mode, from this machine and, where it has an address of its own, from outside.

import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { RawClient } from '../../test/server/raw-client.ts';
import { PING, PONG } from '../../test/server/server-test.ts';
import { TestServer } from '../../test/server/test-server.ts';
import { isLocalAddress } from './protected-mode.ts';

const outside: string | undefined = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('loopback addresses are of this machine, others and unknown ones are not', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1']) assert.ok(isLocalAddress(address));
  for (const address of ['10.0.0.1', '1.127.0.1', '::', '::2', undefined]) {
    assert.ok(!isLocalAddress(address));
  }
});

test('only this machine comes in', { skip: outside === undefined }, async () => {
  const made = await TestServer.start({ binds: ['0.0.0.0'], protectedMode: true });
  try {
    const local = await made.client();
    await local.exchange(PING, PONG);
    const stranger = await RawClient.connect(made.port, outside);
    const { text, closed } = await stranger.before('\n\n');
    assert.match(text, /^-DENIED .*\r\n$/);
    assert.ok(closed);
    assert.equal(made.server.clients().count, 1);
    assert.equal(made.server.numbers().rejectedConnections, 1);
  } finally {
    made.stop();
  }
});
