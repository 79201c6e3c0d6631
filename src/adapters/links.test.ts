import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { DataNode } from '../../test/harness/data-node.ts';
import { freePort, freePorts } from '../../test/harness/ports.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import type { Hello } from '../core/facts.ts';
import type { Input } from '../core/input.ts';
import type { LinkSpec } from '../core/output.ts';
import type { Reply, Request } from '../core/requests.ts';
import { formatHello, HELLO_CHANNEL } from '../dialect/hello.ts';
import { CONNECT_TIMEOUT_MS, UNANSWERED_LIMIT } from './link.ts';
import { TcpLinks } from './links.ts';

const OUR_ID = 'a'.repeat(40);
const PING: Request = { kind: 'ping' };
const INFO: Request = { kind: 'info' };
const PROMOTE: Request = { kind: 'reconfigure', follow: null, plain: false };
const PROMOTE_PLAIN: Request = { kind: 'reconfigure', follow: null, plain: true };

function spec(port: number, more: Partial<LinkSpec> = {}): LinkSpec {
  return {
    address: { host: '127.0.0.1', port },
    purpose: 'command',
    clientName: 'sentinel-aaaaaaaa-cmd',
    user: null,
    password: null,
    renamedCommands: new Map(),
    ...more,
  };
}

function helloOf(runId: string): Hello {
  return {
    peer: { host: '127.0.0.1', port: 26_379 },
    runId,
    currentEpoch: 3n,
    groupName: 'mymaster',
    master: { host: '127.0.0.1', port: 7_000 },
    configEpoch: 2n,
  };
}

/** The links under test, with everything that they delivered. */
class Bench {
  readonly inputs: Input[] = [];
  readonly links: TcpLinks;
  /** Called with each input before anything else. */
  react: (input: Input) => void = () => {};
  /** True while one of the methods of the links runs. */
  #inside = false;
  #lastId = 0;

  constructor(
    t: TestContext,
    resolve: (host: string) => Promise<string | null> = async () => null,
  ) {
    this.links = new TcpLinks({
      deliver: (input) => {
        assert.equal(this.#inside, false, `${input.kind} was delivered from inside a call`);
        this.inputs.push(input);
        this.react(input);
      },
      resolve,
      ownRunId: OUR_ID,
      sourceHost: null,
    });
    t.after(() => {
      for (let id = 1; id <= this.#lastId; id += 1) this.links.close(id);
    });
  }

  open(linkSpec: LinkSpec): number {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#call(() => this.links.open(id, linkSpec));
    return id;
  }

  send(id: number, request: Request): void {
    this.#call(() => this.links.send(id, request));
  }

  close(id: number): void {
    this.#call(() => this.links.close(id));
  }

  of<K extends Input['kind']>(kind: K, id: number): Extract<Input, { kind: K }>[] {
    return this.inputs.filter(
      (input): input is Extract<Input, { kind: K }> =>
        input.kind === kind && 'link' in input && input.link === id,
    );
  }

  replies(id: number): Reply[] {
    return this.of('reply', id).map((input) => input.reply);
  }

  async up(id: number): Promise<string> {
    await this.seen('link-up', id);
    return this.of('link-up', id)[0]?.localHost ?? '';
  }

  async downReason(id: number): Promise<string> {
    await this.seen('link-down', id);
    return this.of('link-down', id)[0]?.reason ?? '';
  }

  async seen(kind: Input['kind'], id: number, count = 1): Promise<void> {
    await until(`${count} of ${kind} on link ${id}`, () =>
      this.of(kind, id).length >= count ? true : undefined,
    );
  }

  /** Sends, and waits for the reply to it. */
  async ask(id: number, request: Request): Promise<Reply> {
    const before = this.replies(id).length;
    this.send(id, request);
    await this.seen('reply', id, before + 1);
    const reply = this.replies(id)[before];
    assert.ok(reply !== undefined);
    return reply;
  }

  #call(method: () => void): void {
    const before = this.#inside;
    this.#inside = true;
    method();
    this.#inside = before;
  }
}

function resultOf(reply: Reply): string {
  if (reply.kind !== 'reconfigure') return reply.kind;
  return reply.result.kind === 'done' ? 'done' : reply.result.error;
}

async function startNode(t: TestContext, lines: readonly string[] = []): Promise<DataNode> {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  return await DataNode.start(sandbox, { port: await freePort(), lines });
}

/** A server of our own making, for what no honest node would do. */
class RawServer {
  readonly #server: Server;
  readonly sockets: Socket[] = [];
  received = '';

  constructor(t: TestContext, onConnection: (socket: Socket) => void = () => {}) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (bytes: Buffer) => {
        this.received += bytes.toString('latin1');
      });
      onConnection(socket);
    });
    t.after(() => {
      for (const socket of this.sockets) socket.destroy();
      this.#server.close();
    });
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  write(text: string): void {
    for (const socket of this.sockets) socket.write(text, 'latin1');
  }
}

const NAMED = '+OK\r\n';
const SUBSCRIBED = `*3\r\n$9\r\nsubscribe\r\n$18\r\n${HELLO_CHANNEL}\r\n:1\r\n`;

test('a link comes up with its local address, and requests get their replies in order', async (t) => {
  const node = await startNode(t);
  const bench = new Bench(t);
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

test('a refused connection is a link-down with its reason, and nothing after it', async (t) => {
  const bench = new Bench(t);
  const id = bench.open(spec(await freePort()));
  assert.equal(await bench.downReason(id), 'ECONNREFUSED');
  bench.send(id, PING);
  await turn();
  assert.equal(bench.inputs.length, 1);
});

test('PROMOTE-1: a replica is promoted by the transaction, and every pubsub link to it is cut', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const [masterPort = 0, port = 0] = await freePorts(2);
  await DataNode.start(sandbox, { port: masterPort });
  const replica = await DataNode.start(sandbox, { port, replicaOf: masterPort });
  await replica.follows(masterPort);
  const bench = new Bench(t);
  const id = bench.open(spec(port));
  const pubsub = bench.open(spec(port, { purpose: 'pubsub' }));
  await Promise.all([bench.up(id), bench.up(pubsub)]);
  bench.send(id, PROMOTE);
  bench.send(id, INFO);
  await bench.seen('reply', id, 2);
  const [promoted, info] = bench.replies(id);
  assert.deepEqual(promoted, { kind: 'reconfigure', request: PROMOTE, result: { kind: 'done' } });
  assert.equal(info?.kind === 'info' ? info.info.role : info?.kind, 'master');
  assert.equal((await replica.role()).role, 'master');
  assert.equal(await bench.downReason(pubsub), 'closed by the other side');
  assert.deepEqual(bench.of('link-down', id), []);
});

test('PROMOTE-1: where a command is denied the transaction is refused and SLAVEOF alone works', async (t) => {
  const node = await startNode(t, ['user less on >secret ~* &* +@all -config|rewrite']);
  const bench = new Bench(t);
  const id = bench.open(spec(node.port, { user: 'less', password: 'secret' }));
  await bench.up(id);
  assert.equal(resultOf(await bench.ask(id, PROMOTE)), 'refused');
  assert.equal(resultOf(await bench.ask(id, PROMOTE_PLAIN)), 'done');
});

test('PROMOTE-1: SLAVEOF alone works also where EXEC was refused, even if the node still queues', async (t) => {
  const denying = await startNode(t, ['user less on >secret ~* &* +@all -exec']);
  const renaming = await startNode(t, ['rename-command EXEC hidden']);
  const bench = new Bench(t);
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
  const bench = new Bench(t);
  const id = bench.open(spec(node.port, { user: 'less', password: 'secret' }));
  await bench.up(id);
  const follow = { host: '127.0.0.1', port: await freePort() };
  const reply = await bench.ask(id, { kind: 'reconfigure', follow, plain: false });
  assert.equal(resultOf(reply), 'done');
  assert.equal((await node.role()).masterPort, follow.port);
});

test('LINK-2: renamed commands are used by their new names', async (t) => {
  const node = await startNode(t, ['rename-command CONFIG guarded', 'rename-command INFO facts']);
  const bench = new Bench(t);
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
  const bench = new Bench(t);
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
    [{ ...theirs, groupName: OUR_ID }],
  );
});

test('a node that hangs keeps its link, and answers when it goes on', async (t) => {
  const node = await startNode(t);
  const bench = new Bench(t);
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
  const bench = new Bench(t);
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
  const bench = new Bench(t);
  const wrong = bench.open(spec(locked.port, { password: 'wrong' }));
  assert.match(await bench.downReason(wrong), /^WRONGPASS /);
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
  const bench = new Bench(t);
  const pubsub = bench.open(spec(node.port, { purpose: 'pubsub' }));
  assert.match(await bench.downReason(pubsub), /^NOAUTH /);
  const id = bench.open(spec(node.port));
  await bench.up(id);
  assert.deepEqual(await bench.ask(id, PING), { kind: 'ping', verdict: 'auth' });
  assert.deepEqual(bench.of('link-down', id), []);
});

test('the preamble and all that is sent in the turn of the link-up leave in one write', async (t) => {
  const write = t.mock.method(Socket.prototype, 'write');
  const server = new RawServer(t);
  const bench = new Bench(t);
  bench.react = (input) => {
    if (input.kind !== 'link-up') return;
    bench.links.send(input.link, PING);
    bench.links.send(input.link, INFO);
  };
  bench.open(spec(await server.start(), { password: 'p' }));
  await until('the first bytes', () => (server.received.includes('INFO') ? true : undefined));
  assert.match(server.received, /AUTH.*SETNAME.*PING.*INFO/s);
  const writes = write.mock.calls.filter((call) => /\*\d+\r\n\$/.test(String(call.arguments[0])));
  assert.equal(writes.length, 1);
});

test('a reply may come byte by byte', async (t) => {
  const server = new RawServer(t);
  const bench = new Bench(t);
  const id = bench.open(spec(await server.start()));
  await bench.up(id);
  bench.send(id, INFO);
  const info = 'role:master\r\nmaster_repl_offset:12\r\n';
  for (const character of `${NAMED}$${info.length}\r\n${info}\r\n`) {
    server.write(character);
    await turn();
  }
  await bench.seen('reply', id);
  const [reply] = bench.replies(id);
  assert.equal(reply?.kind === 'info' ? reply.info.offset : reply?.kind, 12n);
});

test('nothing is delivered for a link after its close, not even what came with the same bytes', async (t) => {
  const server = new RawServer(t);
  const bench = new Bench(t);
  const id = bench.open(spec(await server.start()));
  await bench.up(id);
  bench.send(id, PING);
  bench.send(id, PING);
  bench.react = (input) => {
    if (input.kind === 'reply') bench.links.close(input.link);
  };
  server.write(`${NAMED}+PONG\r\n+PONG\r\n`);
  const [socket] = server.sockets;
  assert.ok(socket !== undefined);
  await once(socket, 'close');
  assert.equal(bench.replies(id).length, 1);
  assert.deepEqual(bench.of('link-down', id), []);
});

test('a link that is closed at once, or while its name is looked up, says and does nothing', async (t) => {
  const server = new RawServer(t);
  const port = await server.start();
  const names: ((address: string) => void)[] = [];
  const bench = new Bench(t, () => new Promise((resolve) => names.push(resolve)));
  bench.close(bench.open(spec(port)));
  bench.close(bench.open(spec(port, { address: { host: 'node', port } })));
  names[0]?.('127.0.0.1');
  await turn();
  const other = bench.open(spec(port));
  await bench.up(other);
  bench.send(other, PING);
  await until('the request', () => (server.received.includes('PING') ? true : undefined));
  assert.equal(server.sockets.length, 1);
  assert.ok(bench.inputs.every((input) => 'link' in input && input.link === other));
});

test('a host is looked up by its name, and one that has no address is a link-down', async (t) => {
  const node = await startNode(t);
  const bench = new Bench(t, async (host) => (host === 'node' ? '127.0.0.1' : null));
  const id = bench.open(spec(0, { address: { host: 'node', port: node.port } }));
  assert.equal(await bench.up(id), '127.0.0.1');
  const unknown = bench.open(spec(0, { address: { host: 'nowhere', port: 1 } }));
  assert.equal(await bench.downReason(unknown), 'no address for nowhere');
});

test('a port that cannot be connected to is a link-down', async (t) => {
  const bench = new Bench(t);
  for (const port of [0, -1, 65_536]) {
    assert.equal(await bench.downReason(bench.open(spec(port))), 'no valid port');
  }
});

test('a connection that does not come about is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const bench = new Bench(t, () => new Promise(() => {}));
  const id = bench.open(spec(0, { address: { host: 'hung', port: 1 } }));
  t.mock.timers.tick(CONNECT_TIMEOUT_MS - 1);
  assert.deepEqual(bench.inputs, []);
  t.mock.timers.tick(1);
  assert.deepEqual(bench.inputs, [{ kind: 'link-down', link: id, reason: 'connect timeout' }]);
});

test('what is no reply, and a reply to nothing, end the link', async (t) => {
  const garbage = new RawServer(t, (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n'));
  const chatty = new RawServer(t, (socket) => socket.write(`${NAMED}+PONG\r\n`));
  const bench = new Bench(t);
  assert.match(
    await bench.downReason(bench.open(spec(await garbage.start()))),
    /^protocol error: /,
  );
  assert.equal(
    await bench.downReason(bench.open(spec(await chatty.start()))),
    'a reply to nothing',
  );
});

test('messages of other channels and of other shapes are passed over', async (t) => {
  const payload = formatHello(helloOf('b'.repeat(40)));
  const message = `*3\r\n$7\r\nmessage\r\n$18\r\n${HELLO_CHANNEL}\r\n$${payload.length}\r\n${payload}\r\n`;
  const others = [
    ':1\r\n',
    '*3\r\n$7\r\nmessage\r\n$5\r\nother\r\n$1\r\nx\r\n',
    `*3\r\n$11\r\nunsubscribe\r\n$18\r\n${HELLO_CHANNEL}\r\n:0\r\n`,
    '*-1\r\n',
  ];
  const server = new RawServer(t, (socket) =>
    socket.write(`${NAMED}${SUBSCRIBED}${others.join('')}${message}`),
  );
  const bench = new Bench(t);
  const id = bench.open(spec(await server.start(), { purpose: 'pubsub' }));
  await bench.seen('heard', id);
  assert.deepEqual(
    bench.of('heard', id).map((input) => input.hello),
    [helloOf('b'.repeat(40))],
  );
});

test('what a dead peer leaves unanswered is bounded', async (t) => {
  const server = new RawServer(t, (socket) => socket.write(NAMED));
  const bench = new Bench(t);
  const id = bench.open(spec(await server.start()));
  await bench.up(id);
  await until('the name to be accepted', () => (server.received === '' ? undefined : true));
  for (let n = 0; n < UNANSWERED_LIMIT + 50; n += 1) bench.send(id, PING);
  server.write('+PONG\r\n'.repeat(UNANSWERED_LIMIT));
  await bench.seen('reply', id, UNANSWERED_LIMIT - 1);
  assert.ok(server.received.split('PING').length - 1 <= UNANSWERED_LIMIT);
});
