// The links against a real redis-server: what it answers, refuses and cuts, and how its death and
// its silence look.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DataNode } from '../../test/harness/data-node.ts';
import { freePort, freePorts } from '../../test/harness/ports.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { helloOf, LinkBench, OUR_ID, spec } from '../../test/link-bench.ts';
import type { Reply, Request } from '../core/requests.ts';
import { formatHello, HELLO_CHANNEL } from '../dialect/hello.ts';

const PING: Request = { kind: 'ping' };
const INFO: Request = { kind: 'info' };
const PROMOTE: Request = { kind: 'reconfigure', follow: null, plain: false, lift: false };
const PROMOTE_PLAIN: Request = { kind: 'reconfigure', follow: null, plain: true, lift: false };

function resultOf(reply: Reply): string {
  if (reply.kind !== 'reconfigure') return reply.kind;
  return reply.result.kind === 'done' ? 'done' : reply.result.error;
}

async function startNode(t: TestContext, lines: readonly string[] = []): Promise<DataNode> {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  return await DataNode.start(sandbox, { port: await freePort(), lines });
}

test('a link comes up with its local address, and requests get their replies in order', async (t) => {
  const node = await startNode(t);
  const bench = new LinkBench(t);
  const id = bench.open(spec(node.port));
  assert.equal(await bench.up(id), '127.0.0.1');
  bench.send(id, PING);
  bench.send(id, INFO);
  bench.send(id, { kind: 'kill-script' });
  bench.send(id, PING);
  await bench.seen('reply', id, 4);
  const [first, info, killed, last] = bench.replies(id);
  assert.deepEqual(first, { kind: 'ping', verdict: 'pong' });
  assert.equal(info?.kind === 'info' ? info.info.role : info?.kind, 'master');
  assert.equal(killed?.kind, 'kill-script');
  assert.deepEqual(last, { kind: 'ping', verdict: 'pong' });
  assert.match(String(await node.call('CLIENT', 'LIST')), / name=sentinel-aaaaaaaa-cmd /);
});

test('PROMOTE-1: a replica is promoted by the transaction, and every pubsub link to it is cut', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const [masterPort = 0, port = 0] = await freePorts(2);
  await DataNode.start(sandbox, { port: masterPort });
  const replica = await DataNode.start(sandbox, { port, replicaOf: masterPort });
  await replica.follows(masterPort);
  const bench = new LinkBench(t);
  const id = bench.open(spec(port));
  const pubsub = bench.open(spec(port, { purpose: 'pubsub' }));
  await Promise.all([bench.up(id), bench.up(pubsub)]);
  bench.send(id, PROMOTE);
  bench.send(id, INFO);
  await bench.seen('reply', id, 2);
  const [promoted, info] = bench.replies(id);
  const done = { result: { kind: 'done' }, wrote: null };
  assert.deepEqual(promoted, { kind: 'reconfigure', request: PROMOTE, ...done });
  assert.equal(info?.kind === 'info' ? info.info.role : info?.kind, 'master');
  assert.equal((await replica.role()).role, 'master');
  assert.equal(await bench.downReason(pubsub), 'closed by the other side');
  assert.deepEqual(bench.of('link-down', id), []);
});

test('PROMOTE-1: where a command is denied the transaction is refused and SLAVEOF alone works', async (t) => {
  const node = await startNode(t, ['user less on >secret ~* &* +@all -client|kill']);
  const bench = new LinkBench(t);
  const id = bench.open(spec(node.port, { user: 'less', password: 'secret' }));
  await bench.up(id);
  assert.equal(resultOf(await bench.ask(id, PROMOTE)), 'refused');
  assert.equal(resultOf(await bench.ask(id, PROMOTE_PLAIN)), 'done');
});

test('PROMOTE-1: SLAVEOF alone works also where EXEC was refused, even if the node still queues', async (t) => {
  const denying = await startNode(t, ['user less on >secret ~* &* +@all -exec']);
  const renaming = await startNode(t, ['rename-command EXEC hidden']);
  const bench = new LinkBench(t);
  const denied = bench.open(spec(denying.port, { user: 'less', password: 'secret' }));
  await bench.up(denied);
  assert.equal(resultOf(await bench.ask(denied, PROMOTE)), 'aborted');
  assert.equal(resultOf(await bench.ask(denied, PROMOTE_PLAIN)), 'done');
  const unknown = bench.open(spec(renaming.port));
  await bench.up(unknown);
  assert.equal(resultOf(await bench.ask(unknown, PROMOTE)), 'refused');
  assert.equal(resultOf(await bench.ask(unknown, PROMOTE_PLAIN)), 'done');
  assert.deepEqual(await bench.ask(unknown, PING), { kind: 'ping', verdict: 'pong' });
});

test('where MULTI is denied the commands run one by one, and that is as good', async (t) => {
  const node = await startNode(t, ['user less on >secret ~* &* +@all -multi']);
  const bench = new LinkBench(t);
  const id = bench.open(spec(node.port, { user: 'less', password: 'secret' }));
  await bench.up(id);
  const follow = { host: '127.0.0.1', port: await freePort() };
  const reply = await bench.ask(id, { kind: 'reconfigure', follow, plain: false, lift: false });
  assert.equal(resultOf(reply), 'done');
  assert.equal((await node.role()).masterPort, follow.port);
});

test('LINK-2: renamed commands are used by their new names', async (t) => {
  const node = await startNode(t, ['rename-command CONFIG guarded', 'rename-command INFO facts']);
  const bench = new LinkBench(t);
  const blind = bench.open(spec(node.port));
  await bench.up(blind);
  const refused = await bench.ask(blind, INFO);
  assert.equal(refused.kind === 'error' ? refused.error : refused.kind, 'refused');
  const renamedCommands = new Map([
    ['config', 'guarded'],
    ['info', 'facts'],
  ]);
  const id = bench.open(spec(node.port, { renamedCommands }));
  await bench.up(id);
  assert.equal((await bench.ask(id, INFO)).kind, 'info');
  assert.equal(resultOf(await bench.ask(id, PROMOTE)), 'done');
});

test('HELLO-2: hellos arrive over the pubsub link, and what teaches nothing shows that it lives', async (t) => {
  const node = await startNode(t);
  const bench = new LinkBench(t);
  const pubsub = bench.open(spec(node.port, { purpose: 'pubsub' }));
  const id = bench.open(spec(node.port));
  await Promise.all([bench.up(pubsub), bench.up(id)]);
  await until('the subscription', async () =>
    String(await node.call('PUBSUB', 'NUMSUB', HELLO_CHANNEL)).endsWith('1') ? true : undefined,
  );
  const theirs = helloOf('b'.repeat(40));
  const accepted = await bench.ask(id, { kind: 'hello', hello: theirs });
  assert.deepEqual(accepted, { kind: 'hello', accepted: true, groupName: 'mymaster' });
  bench.send(id, { kind: 'hello', hello: helloOf(OUR_ID) });
  await node.call('PUBLISH', HELLO_CHANNEL, 'no hello');
  await node.call('PUBLISH', HELLO_CHANNEL, formatHello({ ...theirs, groupName: OUR_ID }));
  await bench.seen('heard', pubsub, 4);
  const heard = bench.of('heard', pubsub).map((input) => input.hello);
  assert.deepEqual(heard[0], theirs);
  assert.deepEqual(
    heard.slice(1).filter((hello) => hello !== null),
    // Our own id too: another Sentinel may have it (TRUST-12).
    [helloOf(OUR_ID), { ...theirs, groupName: OUR_ID }],
  );
});

test('a node that hangs keeps its link, and answers when it goes on', async (t) => {
  const node = await startNode(t);
  const bench = new LinkBench(t);
  const id = bench.open(spec(node.port));
  await bench.up(id);
  await bench.ask(id, PING);
  node.hang();
  bench.send(id, PING);
  const late = bench.open(spec(node.port));
  await bench.up(late);
  assert.equal(bench.replies(id).length, 1);
  node.resume();
  await bench.seen('reply', id, 2);
  assert.deepEqual(bench.of('link-down', id), []);
});

test('the crash of a node is one link-down on each link', async (t) => {
  const node = await startNode(t);
  const bench = new LinkBench(t);
  const ids = [bench.open(spec(node.port)), bench.open(spec(node.port, { purpose: 'pubsub' }))];
  for (const id of ids) await bench.up(id);
  await node.crash();
  for (const id of ids) assert.match(await bench.downReason(id), /^(closed|ECONNRESET)/);
  await turn();
  for (const id of ids) assert.equal(bench.of('link-down', id).length, 1);
});

test('AUTH: a wrong password ends the link, a right or a needless one does not', async (t) => {
  const [locked, open] = await Promise.all([startNode(t), startNode(t)]);
  await locked.call('CONFIG', 'SET', 'requirepass', 'secret');
  const bench = new LinkBench(t);
  const wrong = bench.open(spec(locked.port, { password: 'wrong' }));
  assert.equal(await bench.downReason(wrong), 'WRONGPASS');
  const right = bench.open(spec(locked.port, { password: 'secret' }));
  assert.deepEqual(await bench.up(right).then(() => bench.ask(right, PING)), {
    kind: 'ping',
    verdict: 'pong',
  });
  const needless = bench.open(spec(open.port, { password: 'secret' }));
  assert.deepEqual(await bench.up(needless).then(() => bench.ask(needless, PING)), {
    kind: 'ping',
    verdict: 'pong',
  });
});

test('LINK-2: a refused SUBSCRIBE ends the link; without a password a command link only shows it', async (t) => {
  const node = await startNode(t);
  await node.call('CONFIG', 'SET', 'requirepass', 'secret');
  const bench = new LinkBench(t);
  const pubsub = bench.open(spec(node.port, { purpose: 'pubsub' }));
  assert.equal(await bench.downReason(pubsub), 'NOAUTH');
  const id = bench.open(spec(node.port));
  await bench.up(id);
  const refusals = [{ code: 'NOAUTH', command: 'auth', isVital: true }] as const;
  assert.deepEqual(await bench.ask(id, PING), { kind: 'ping', verdict: 'auth', refusals });
  for (const link of [pubsub, id]) {
    assert.deepEqual(bench.of('introduced', link), [{ kind: 'introduced', link, refusals }]);
  }
  assert.deepEqual(bench.of('link-down', id), []);
});
