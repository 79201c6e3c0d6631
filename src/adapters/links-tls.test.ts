// Links over TLS against a server of our own making: whom they trust, what they show, and what the
// log is told when it does not work.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer as createPlainServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type Server,
  type TlsOptions,
} from 'node:tls';
import { Authority, type Certificate } from '../../test/harness/certificates.ts';
import { until } from '../../test/harness/wait.ts';
import { LinkBench, spec } from '../../test/link-bench.ts';
import { TlsTroubles, TROUBLES_MAX } from './tls-troubles.ts';

const AUTHORITY = new Authority('ours');
const STRANGER = new Authority('another');
const OWN = AUTHORITY.issue({ name: 'a host of another name' });

function contextOf(own: Certificate | null, trusted: Certificate): SecureContext {
  return createSecureContext({ ...own, ca: trusted.cert });
}

/** A node that answers everything with OK, in TLS. */
async function startNode(
  t: TestContext,
  options: TlsOptions,
): Promise<{ port: number; server: Server }> {
  const server = createServer({ ...options }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write('+OK\r\n'));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, server };
}

test('LINK-5: who shows a certificate of our authority is trusted, whatever its name', async (t) => {
  const { port } = await startNode(t, { ...OWN });
  const bench = new LinkBench(t);
  bench.secureContext = contextOf(OWN, AUTHORITY);
  const id = bench.open(spec(port));
  assert.equal(await bench.up(id), '127.0.0.1');
  assert.deepEqual(bench.told, []);
});

test('our certificate is shown, and no host is named', async (t) => {
  const { port, server } = await startNode(t, { ...OWN, ca: AUTHORITY.cert, requestCert: true });
  const bench = new LinkBench(t);
  bench.secureContext = contextOf(AUTHORITY.issue({ name: 'me' }), AUTHORITY);
  bench.open(spec(port));
  const [socket] = await once(server, 'secureConnection');
  assert.equal(socket.getPeerCertificate().subject.CN, 'me');
  assert.equal(socket.servername, false);
});

const FAILURES: readonly {
  readonly title: string;
  readonly node: TlsOptions;
  readonly context: SecureContext;
  readonly reason: string;
}[] = [
  {
    title: 'of an authority that we do not trust',
    node: { ...STRANGER.issue({ name: 'x' }) },
    context: contextOf(OWN, AUTHORITY),
    reason: 'unable to verify the first certificate',
  },
  {
    title: 'that signs itself',
    node: { cert: STRANGER.cert, key: STRANGER.key },
    context: contextOf(OWN, AUTHORITY),
    reason: 'self-signed certificate',
  },
  {
    title: 'that has expired',
    node: { ...AUTHORITY.issue({ name: 'x', sinceMs: 2_000, untilMs: -1_000 }) },
    context: contextOf(OWN, AUTHORITY),
    reason: 'certificate has expired',
  },
];

for (const { title, node, context, reason } of FAILURES) {
  test(`a node with a certificate ${title} is a link-down, told once`, async (t) => {
    const { port } = await startNode(t, node);
    const bench = new LinkBench(t);
    bench.secureContext = context;
    for (const id of [bench.open(spec(port)), bench.open(spec(port))]) {
      assert.equal(await bench.downReason(id), reason);
      assert.deepEqual(bench.of('link-up', id), []);
    }
    assert.deepEqual(bench.told, [`TLS with 127.0.0.1:${port} fails: ${reason}`]);
  });
}

test('a node that wants a certificate of us says so after the handshake, and it is told', async (t) => {
  const { port } = await startNode(t, {
    ...OWN,
    ca: AUTHORITY.cert,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const bench = new LinkBench(t);
  bench.secureContext = contextOf(null, AUTHORITY);
  assert.match(await bench.downReason(bench.open(spec(port))), /certificate required/);
  assert.match(bench.told[0] ?? '', /fails: tlsv13 alert certificate required$/);
  bench.secureContext = contextOf(OWN, AUTHORITY);
  bench.open(spec(port));
  await until('it to work', () => (bench.told.length > 1 ? true : undefined));
  assert.equal(bench.told[1], `TLS with 127.0.0.1:${port} works again`);
});

test('a port that does not speak TLS is told while the attempt goes on', async (t) => {
  const server = createPlainServer((socket) => t.after(() => socket.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const bench = new LinkBench(t);
  bench.secureContext = contextOf(OWN, AUTHORITY);
  const id = bench.open(spec(port));
  await until('it to be told', () => (bench.told.length > 0 ? true : undefined));
  assert.equal(bench.told[0], `TLS with 127.0.0.1:${port} fails: no answer to the handshake`);
  assert.deepEqual(bench.of('link-down', id), []);
});

test('a refused connection is no trouble of TLS', async (t) => {
  const { port, server } = await startNode(t, { ...OWN });
  server.close();
  await once(server, 'close');
  const bench = new LinkBench(t);
  bench.secureContext = contextOf(OWN, AUTHORITY);
  assert.equal(await bench.downReason(bench.open(spec(port))), 'ECONNREFUSED');
  assert.deepEqual(bench.told, []);
});

test('each reason is told once an address, until it works there again', () => {
  const told: string[] = [];
  const troubles = new TlsTroubles((text) => told.push(text));
  for (const reason of ['a', 'a', 'b', 'b', 'a']) troubles.failed('x:1', reason);
  troubles.works('y:1');
  troubles.works('x:1');
  troubles.works('x:1');
  troubles.failed('x:1', 'a');
  assert.deepEqual(told, [
    'TLS with x:1 fails: a',
    'TLS with x:1 fails: b',
    'TLS with x:1 works again',
    'TLS with x:1 fails: a',
  ]);
});

test('the oldest trouble is forgotten when there are too many', () => {
  const told: string[] = [];
  const troubles = new TlsTroubles((text) => told.push(text));
  for (let port = 0; port <= TROUBLES_MAX; port += 1) troubles.failed(`x:${port}`, 'a');
  troubles.failed(`x:${TROUBLES_MAX}`, 'a');
  assert.equal(told.length, TROUBLES_MAX + 1);
  troubles.failed('x:0', 'a');
  assert.equal(told.length, TROUBLES_MAX + 2);
});
