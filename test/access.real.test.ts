// Instances that answer but turn a Sentinel away, as real servers do it: told apart from dead ones
// by name, and watched again by themselves once the password is right on either side.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataNode } from './harness/data-node.ts';
import { OURS } from './harness/kind.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { asText } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel, sentinelCommand } from './harness/sentinel.ts';
import { expect, until } from './harness/wait.ts';

const NAME = 'mymaster';

async function watch(sandbox: Sandbox, lines: readonly string[]): Promise<Sentinel> {
  const port = await freePort();
  const text = [`port ${port}`, 'bind 127.0.0.1', ...lines, ''].join('\n');
  return await Sentinel.start(sandbox, { kind: OURS, port, text });
}

/** A stock Sentinel that nobody comes into without its password. */
async function startLocked(sandbox: Sandbox, lines: readonly string[]): Promise<void> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`locked-${port}`);
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', ...lines, ''].join('\n'));
  RealProcess.start(sandbox, { command: sentinelCommand('stock', file), folder });
}

async function flagsOf(sentinel: Sentinel): Promise<string> {
  return (await sentinel.master(NAME)).get('flags') ?? '';
}

async function hasFlags(sentinel: Sentinel, flags: RegExp): Promise<void> {
  await until(`the flags of the master to be ${flags}`, async () => {
    const shown = await flagsOf(sentinel);
    expect(flags.test(shown), `they are ${shown}`);
    return true;
  });
}

async function authErrors(sentinel: Sentinel): Promise<string | undefined> {
  const info = asText(await sentinel.call('INFO', 'sentinel'));
  return /sentinel_auth_errors:(\d+)/.exec(info)?.[1];
}

function told(sentinel: Sentinel): readonly string[] {
  const seen = sentinel.events.seen.filter(({ name }) => name.endsWith('auth-error'));
  return seen.map(({ name, payload }) => `${name} ${payload.split('#')[1] ?? ''}`.trim());
}

realTest(
  'ACCESS-1: MONITOR first and the password later, and then another one',
  async (sandbox) => {
    const node = await DataNode.start(sandbox, { port: await freePort() });
    await node.call('CONFIG', 'SET', 'requirepass', 'pass-one');
    const sentinel = await watch(sandbox, []);
    const place = ['127.0.0.1', String(node.port), '1'];
    assert.equal(await sentinel.call('SENTINEL', 'MONITOR', NAME, ...place), 'OK');
    await sentinel.call('SENTINEL', 'SET', NAME, 'down-after-milliseconds', '300');
    await hasFlags(sentinel, /^s_down,o_down,master(,disconnected)?,auth_error$/);
    assert.equal(await authErrors(sentinel), '1');

    await sentinel.call('SENTINEL', 'SET', NAME, 'auth-pass', 'pass-three');
    await sentinel.events.waitFor('+auth-error', { containing: '#WRONGPASS' });
    await sentinel.call('SENTINEL', 'SET', NAME, 'auth-pass', 'pass-one');
    await hasFlags(sentinel, /^master$/);
    assert.equal(await authErrors(sentinel), '0');

    // Changed at the node: those who are in stay in, and the next connection is turned away.
    await node.call('AUTH', 'pass-one');
    await node.call('CONFIG', 'SET', 'requirepass', 'pass-two');
    await node.call('CLIENT', 'KILL', 'TYPE', 'normal');
    await hasFlags(sentinel, /auth_error$/);
    await node.call('CONFIG', 'SET', 'requirepass', 'pass-one');
    await hasFlags(sentinel, /^master$/);

    assert.deepEqual(told(sentinel), [
      ...['+auth-error NOAUTH', '+auth-error WRONGPASS', '-auth-error'],
      ...['+auth-error WRONGPASS', '-auth-error'],
    ]);
    for (const secret of ['pass-one', 'pass-two', 'pass-three']) {
      assert.ok(!sentinel.output.includes(secret), `the log has no ${secret}`);
    }
  },
);

const RULES = '+multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish +info';

realTest('ACCESS-2: the command that a user may not call is named', async (sandbox) => {
  const node = await DataNode.start(sandbox, { port: await freePort() });
  const user = ['ACL', 'SETUSER', 'watcher'];
  await node.call(...user, 'on', '>secret', 'allchannels', ...RULES.split(' '));
  await node.call(...user, '-info', '-publish');
  const sentinel = await watch(sandbox, [
    `sentinel monitor ${NAME} 127.0.0.1 ${node.port} 1`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel auth-user ${NAME} watcher`,
    `sentinel auth-pass ${NAME} secret`,
  ]);
  await hasFlags(sentinel, /^master,auth_error$/);
  // In the log: it may have been told before anybody could subscribe.
  await sentinel.logged(/\+auth-error .*NOPERM info publish/);
  await sentinel.logged(/mymaster does not permit client\|setname/);

  await node.call(...user, '+info', '+publish');
  await sentinel.call('SENTINEL', 'DEBUG', 'info-period', '100');
  await hasFlags(sentinel, /^master$/);
  // What is optional is no reason for a flag.
  await node.call(...user, 'nopass', '-subscribe');
  await node.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await hasFlags(sentinel, /auth_error$/);
  assert.equal(told(sentinel).at(-1), '+auth-error NOPERM subscribe');
  await node.call(...user, '+subscribe');
  await hasFlags(sentinel, /^master$/);
});

realTest('ACCESS-1: a dead node is not one that turns us away', async (sandbox) => {
  const node = await DataNode.start(sandbox, { port: await freePort() });
  await node.call('CONFIG', 'SET', 'requirepass', 'secret');
  const sentinel = await watch(sandbox, [
    `sentinel monitor ${NAME} 127.0.0.1 ${node.port} 1`,
    `sentinel down-after-milliseconds ${NAME} 300`,
  ]);
  await hasFlags(sentinel, /auth_error$/);
  await node.crash();
  await hasFlags(sentinel, /^s_down,o_down,master,disconnected$/);
});

realTest('OPERATOR-8: the password between Sentinels, set while it runs', async (sandbox) => {
  const node = await DataNode.start(sandbox, { port: await freePort() });
  const monitor = [
    `sentinel monitor ${NAME} 127.0.0.1 ${node.port} 2`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
  ];
  await startLocked(sandbox, [...monitor, 'requirepass secret']);
  const ours = await watch(sandbox, monitor);
  await ours.events.waitFor('+auth-error', { containing: 'sentinel ' });
  const peerFlags = async (): Promise<string> => (await ours.peers(NAME))[0]?.get('flags') ?? '';
  assert.match(await peerFlags(), /auth_error$/);
  const words = ['sentinel-pass', 'secret', 'loglevel', 'debug'];
  assert.equal(await ours.call('SENTINEL', 'CONFIG', 'SET', ...words), 'OK');
  await until('the peer to be well', async () => {
    const flags = await peerFlags();
    expect(flags === 'sentinel', flags);
    return true;
  });
  assert.match(ours.readFile(), /^sentinel sentinel-pass "?secret"?$/m);
  assert.ok(!ours.output.includes('secret'));
});
