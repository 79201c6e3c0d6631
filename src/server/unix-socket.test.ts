// The unix socket: a way in for programs of this machine, made with its permissions, and gone with
// the server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { TestServer } from '../../test/server/test-server.ts';
import { PATH_TOO_LONG, UNIX_PATH_BYTES_MAX } from './listen.ts';
import type { ServerOptions } from './server-options.ts';

function folderOf(t: TestContext): string {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  return sandbox.folder;
}

function options(path: string, permissions: number | null = null): Partial<ServerOptions> {
  return { port: null, unixSocket: { path, shownAs: path, permissions } };
}

test('a client comes in by it, also in protected mode, and is shown with its path', async (t) => {
  const path = join(folderOf(t), 's');
  const server = await TestServer.start({ ...options(path, 0o700), protectedMode: true });
  assert.equal(statSync(path).mode & 0o777, 0o700);
  const socket = connect(path);
  t.after(() => socket.destroy());
  socket.write('SUBSCRIBE a\r\nPING\r\n');
  await once(socket, 'data');
  const line = server.server.clients().line(1);
  assert.ok(line.includes(` addr=${path}:0 laddr=${path}:0 `), line);
  assert.match(line, / flags=PU /);
  server.stop();
  await once(socket, 'close');
  assert.equal(existsSync(path), false);
});

test('what a killed process has left is replaced; anything else stays', async (t) => {
  const folder = folderOf(t);
  const stale = join(folder, 'stale');
  const before = createServer();
  before.listen(stale);
  await once(before, 'listening');
  const server = await TestServer.start(options(stale));
  server.stop();
  const precious = join(folder, 'precious');
  writeFileSync(precious, 'x');
  assert.equal(await fault(precious), 'EADDRINUSE');
  assert.equal(statSync(precious).size, 1);
  mkdirSync(join(folder, 'd'));
  assert.equal(await fault(join(folder, 'd')), 'EADDRINUSE');
  before.close();
});

test('a path that cannot be', async (t) => {
  const folder = folderOf(t);
  assert.equal(await fault(join(folder, 'missing', 's')), 'ENOENT');
  assert.equal(await fault(`/${'x'.repeat(UNIX_PATH_BYTES_MAX)}`), PATH_TOO_LONG);
});

async function fault(path: string): Promise<string | undefined> {
  const server = new TestServer(options(path));
  const { outcome, problems } = await server.server.listen();
  assert.equal(outcome, 'failed');
  return problems[0]?.code;
}
