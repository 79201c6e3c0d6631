// Users in real processes: peers and clients with no more rights than they need, users that survive
// a restart and the way back to stock, and what stops the start, in the words of stock.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Connection } from './harness/connection.ts';
import { Group } from './harness/group.ts';
import { freePort } from './harness/ports.ts';
import { RealProcess } from './harness/process.ts';
import { Quorum } from './harness/quorum.ts';
import { realTest } from './harness/real-test.ts';
import { asList, asText, ReplyError } from './harness/resp.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { Sentinel, type SentinelKind, sentinelCommand } from './harness/sentinel.ts';
import { assertFailedOver } from './scenario.ts';

/** What a client library needs, as the manuals have it. */
const CLIENT_RULES =
  '-@all +auth +client|getname +client|id +client|setname +command +hello +ping +role ' +
  '+sentinel|get-master-addr-by-name +sentinel|master +sentinel|myid +sentinel|replicas ' +
  '+sentinel|sentinels +sentinel|masters';

/** What Sentinels need of each other. */
const PEER_RULES =
  'resetchannels &__sentinel__:hello -@all +ping +publish +client|setname ' +
  '+sentinel|is-master-down-by-addr';

realTest('a quorum of users with few rights fails over', async (sandbox) => {
  const group = await Group.start(sandbox, { name: 'mymaster', replicas: 1 });
  const quorum = await Quorum.start(sandbox, {
    kinds: ['vedette', 'stock', 'vedette'],
    groups: [group],
    password: 'of-the-operator',
    lines: [
      `user app on >of-the-app ${CLIENT_RULES}`,
      `user peer on >of-the-peers ${PEER_RULES}`,
      'sentinel sentinel-user peer',
      'sentinel sentinel-pass of-the-peers',
    ],
  });
  const client = await Connection.open(quorum.at(0).port);
  sandbox.onClose(() => client.close());
  assert.equal(await client.call('HELLO', '2', 'AUTH', 'app', 'wrong').then(codeOf), 'WRONGPASS');
  assert.equal(asText(await client.call('AUTH', 'app', 'of-the-app')), 'OK');
  for (const words of ['PING', 'ROLE', 'CLIENT SETNAME a', 'SENTINEL MASTERS', 'COMMAND COUNT']) {
    assert.equal(codeOf(await client.call(...words.split(' '))), null, words);
  }
  for (const words of ['SENTINEL FAILOVER mymaster', 'INFO', 'SUBSCRIBE x', 'ACL LIST']) {
    assert.equal(codeOf(await client.call(...words.split(' '))), 'NOPERM', words);
  }
  await group.node(group.masterPort).crash();
  const newPort = await assertFailedOver(quorum, group);
  const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster');
  assert.deepEqual(asList(address).map(asText), ['127.0.0.1', String(newPort)]);
});

function codeOf(reply: unknown): string | null {
  return reply instanceof ReplyError ? reply.code : null;
}

/** The users as ACL LIST has them, each with its words in an order of their own. */
async function usersOf(sentinel: Sentinel): Promise<readonly string[]> {
  const lines = asList(await sentinel.call('ACL', 'LIST')).map(asText);
  return lines.map((line) =>
    line
      .split(/[ ()]+/)
      .sort()
      .join(' '),
  );
}

realTest(
  'users that were changed survive a restart, and stock takes them over',
  async (sandbox) => {
    const port = await freePort();
    const text =
      `port ${port}\nbind 127.0.0.1\n# for the app\nuser app on >first ${CLIENT_RULES}\n` +
      'user old on nopass +ping\nuser default on nopass sanitize-payload ~* &* +@all\nsentinel monitor mymaster 127.0.0.1 1 1\n';
    const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text });
    assert.ok(sentinel.readFile().startsWith(text.slice(0, text.indexOf('sentinel'))), 'untouched');
    await sentinel.call('ACL', 'SETUSER', 'app', '>second', '&+switch-master', '+subscribe');
    await sentinel.call(
      'ACL',
      'SETUSER',
      'new"one',
      'on',
      '>third',
      '~k',
      '%R~l',
      '(+info &x)',
      '&"',
    );
    await sentinel.call(
      'ACL',
      'SETUSER',
      'all',
      '+@all',
      '-@admin',
      '+sentinel',
      '-sentinel|remove',
    );
    await sentinel.call('ACL', 'DELUSER', 'old');
    assert.doesNotMatch(sentinel.readFile(), /new|second/);
    assert.equal(asText(await sentinel.call('SENTINEL', 'FLUSHCONFIG')), 'OK');
    const written = sentinel.readFile();
    assert.match(written, /^# for the app\nuser all off .*\nuser app on #/m);
    assert.doesNotMatch(written, /first|second|third|user old/);
    const users = await usersOf(sentinel);
    assert.equal(users.length, 4);

    await sentinel.end();
    await sentinel.restart();
    assert.deepEqual(await usersOf(sentinel), users);
    await sentinel.end();
    await sentinel.restart('stock');
    assert.deepEqual(await usersOf(sentinel), users);
    await sentinel.end();
    await sentinel.restart('vedette');
    assert.deepEqual(await usersOf(sentinel), users);
  },
);

realTest('ACL SAVE replaces the aclfile, and leaves it where it cannot', async (sandbox) => {
  const port = await freePort();
  const users = join(sandbox.makeFolder('acl'), 'users.acl');
  writeFileSync(users, 'user default on nopass ~* &* +@all\n', { mode: 0o600 });
  const text = `port ${port}\nbind 127.0.0.1\naclfile ${users}\n`;
  const sentinel = await Sentinel.start(sandbox, { kind: 'vedette', port, text });
  await sentinel.call('ACL', 'SETUSER', 'a', 'on', '>x', '+ping');
  const saves = ['1', '2', '3'].map(() => sentinel.call('ACL', 'SAVE'));
  for (const saved of await Promise.all(saves)) assert.equal(asText(saved), 'OK');
  const written = readFileSync(users, 'utf8');
  assert.match(written, /^user a on #[0-9a-f]{64} resetchannels -@all \+ping\nuser default on /);
  assert.equal(statSync(users).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dirname(users)), ['users.acl']);
  assert.equal(asText(await sentinel.call('SENTINEL', 'FLUSHCONFIG')), 'OK');
  assert.doesNotMatch(sentinel.readFile(), /^user /m);

  writeFileSync(users, 'user a on\nuser default on nopass +@all\nuser b nonsense\n');
  const broken = await sentinel.call('ACL', 'LOAD');
  assert.ok(broken instanceof ReplyError);
  assert.match(broken.message, /users\.acl:3: Syntax error\. WARNING: ACL errors detected/);
  assert.equal((await usersOf(sentinel)).length, 2);
  assert.ok(existsSync(users));
});

realTest('ACL LOAD leaves a Sentinel with requirepass closed', async (sandbox) => {
  const port = await freePort();
  const users = join(sandbox.makeFolder('acl'), 'users.acl');
  writeFileSync(users, 'user default on nopass ~* &* +@all\n');
  const text = `port ${port}\nbind 127.0.0.1\nrequirepass secret\naclfile ${users}\n`;
  const options = { kind: 'vedette', port, text, password: 'secret' } as const;
  const sentinel = await Sentinel.start(sandbox, options);
  for (const content of ['user default on nopass ~* &* +@all\n', 'user a on nopass +ping\n']) {
    writeFileSync(users, content);
    assert.equal(asText(await sentinel.call('ACL', 'LOAD')), 'OK');
    const stranger = await Connection.open(port);
    sandbox.onClose(() => stranger.close());
    assert.equal(codeOf(await stranger.call('PING')), 'NOAUTH');
    assert.equal(asText(await stranger.call('AUTH', 'secret')), 'OK');
  }
  const warned = /requirepass gives one: it is asked for/g;
  await sentinel.logged(warned);
  assert.equal(sentinel.output.match(warned)?.length, 3);
});

const UNFIT: readonly (readonly [text: string, users?: string])[] = [
  ['user a on\nuser a on'],
  ['user a on +pingg'],
  ['user a on foo'],
  ['user a <foo'],
  ['user "a b" on'],
  ['aclfile nothing'],
  ['aclfile users.acl\nuser a on', ''],
  ['aclfile users.acl', 'user a on foo\n\n# c\nuser\nuser a\nuser b b +nope\nuser f (+ping\n'],
];

realTest('what stops the start is told as stock tells it', async (sandbox) => {
  for (const unfit of UNFIT) {
    const [expected, actual] = await Promise.all([
      lastWords(sandbox, 'stock', unfit),
      lastWords(sandbox, 'vedette', unfit),
    ]);
    assert.deepEqual(actual, expected);
  }
});

/** The exit code, and what is said about the users. */
async function lastWords(
  sandbox: Sandbox,
  kind: SentinelKind,
  [text, users]: readonly [text: string, users?: string],
): Promise<readonly unknown[]> {
  const port = await freePort();
  const folder = sandbox.makeFolder(`${kind}-${port}`);
  writeFileSync(join(folder, 's.conf'), `port ${port}\ndir ${folder}\n${text}\n`);
  if (users !== undefined) writeFileSync(join(folder, 'users.acl'), users);
  const command = sentinelCommand(kind, join(folder, 's.conf'));
  const started = RealProcess.start(sandbox, { command, folder });
  const { code } = await started.wait();
  const said = started.output
    .split('\n')
    .map((line) => line.replace(/^\d+:X .{24} /, '').replace(/Redis \d\S*/, 'Redis'))
    .filter((line) => /ACL|FATAL|at line|>>>|declaration|Bad directive/.test(line));
  return [text, code, ...said];
}
