// The links against a server of our own making: what an honest node never does, how bytes leave,
// and the silence after a close.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { freePort } from '../../test/harness/ports.ts';
import { until } from '../../test/harness/wait.ts';
import { helloOf, LinkBench, spec } from '../../test/link-bench.ts';
import type { Request } from '../core/requests.ts';
import { formatHello, HELLO_CHANNEL } from '../dialect/hello.ts';
import { CONNECT_TIMEOUT_MS, UNANSWERED_LIMIT } from './link.ts';

const PING: Request = { kind: 'ping' };
const INFO: Request = { kind: 'info' };

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

test('a refused connection is a link-down with its reason, and nothing after it', async (t) => {
  const bench = new LinkBench(t);
  const id = bench.open(spec(await freePort()));
  assert.equal(await bench.downReason(id), 'ECONNREFUSED');
  bench.send(id, PING);
  await turn();
  assert.equal(bench.inputs.length, 1);
});

test('the preamble and all that is sent in the turn of the link-up leave in one write', async (t) => {
  const write = t.mock.method(Socket.prototype, 'write');
  const server = new RawServer(t);
  const bench = new LinkBench(t);
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
  const bench = new LinkBench(t);
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

test('what was sent in the turn in which the link is closed leaves all the same', async (t) => {
  const server = new RawServer(t);
  const bench = new LinkBench(t);
  const id = bench.open(spec(await server.start()));
  await bench.up(id);
  bench.send(id, PING);
  await until('the first bytes', () => (server.received.includes('PING') ? true : undefined));
  bench.send(id, { kind: 'lift' });
  bench.links.close(id);
  const [socket] = server.sockets;
  assert.ok(socket !== undefined);
  await once(socket, 'close');
  assert.match(server.received, /UNPAUSE/);
});

test('nothing is delivered for a link after its close, not even what came with the same bytes', async (t) => {
  const server = new RawServer(t);
  const bench = new LinkBench(t);
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

test('a link that is closed at once says and does nothing', async (t) => {
  const server = new RawServer(t);
  const port = await server.start();
  const bench = new LinkBench(t);
  bench.close(bench.open(spec(port)));
  await turn();
  const other = bench.open(spec(port));
  await bench.up(other);
  bench.send(other, PING);
  await until('the request', () => (server.received.includes('PING') ? true : undefined));
  assert.equal(server.sockets.length, 1);
  assert.ok(bench.inputs.every((input) => 'link' in input && input.link === other));
});

test('a port that cannot be connected to is a link-down', async (t) => {
  const bench = new LinkBench(t);
  for (const port of [0, -1, 65_536]) {
    assert.equal(await bench.downReason(bench.open(spec(port))), 'no valid port');
  }
});

test('a name is not dialled: the core gives addresses', async (t) => {
  const bench = new LinkBench(t);
  const id = bench.open(spec(0, { address: { host: 'localhost', port: 1 } }));
  assert.equal(await bench.downReason(id), 'no address');
});

test('a connection that does not come about is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const bench = new LinkBench(t);
  const id = bench.open(spec(0, { address: { host: '192.0.2.1', port: 1 } }));
  t.mock.timers.tick(CONNECT_TIMEOUT_MS - 1);
  assert.deepEqual(bench.inputs, []);
  t.mock.timers.tick(1);
  assert.deepEqual(bench.inputs, [{ kind: 'link-down', link: id, reason: 'connect timeout' }]);
});

test('what is no reply, and a reply to nothing, end the link', async (t) => {
  const garbage = new RawServer(t, (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n'));
  const chatty = new RawServer(t, (socket) => socket.write(`${NAMED}+PONG\r\n`));
  const bench = new LinkBench(t);
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
  const bench = new LinkBench(t);
  const id = bench.open(spec(await server.start(), { purpose: 'pubsub' }));
  await bench.seen('heard', id);
  assert.deepEqual(
    bench.of('heard', id).map((input) => input.hello),
    [helloOf('b'.repeat(40))],
  );
});

test('what a dead peer leaves unanswered is bounded', async (t) => {
  const server = new RawServer(t, (socket) => socket.write(NAMED));
  const bench = new LinkBench(t);
  const id = bench.open(spec(await server.start()));
  await bench.up(id);
  await until('the name to be accepted', () => (server.received === '' ? undefined : true));
  for (let n = 0; n < UNANSWERED_LIMIT + 50; n += 1) bench.send(id, PING);
  server.write('+PONG\r\n'.repeat(UNANSWERED_LIMIT));
  await bench.seen('reply', id, UNANSWERED_LIMIT - 1);
  assert.ok(server.received.split('PING').length - 1 <= UNANSWERED_LIMIT);
});
