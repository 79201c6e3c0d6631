// Clients that speak TLS: whose certificate does for which setting, who is turned away and how, and
// what becomes of those who never finish their handshake.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { Authority, type Certificate } from '../../test/harness/certificates.ts';
import { until } from '../../test/harness/wait.ts';
import { RawClient } from '../../test/server/raw-client.ts';
import { PING, PONG } from '../../test/server/server-test.ts';
import { TestServer } from '../../test/server/test-server.ts';
import type { ServerOptions } from './server-options.ts';
import type { TlsOptions } from './tls-gate.ts';

const AUTHORITY = new Authority('ours');
const STRANGER = new Authority('another');
const SERVER = AUTHORITY.issue({ name: 'server' });
const GOOD = AUTHORITY.issue({ name: 'client' });
const EXPIRED = AUTHORITY.issue({ name: 'client', sinceMs: 2_000, untilMs: -1_000 });
const STRANGE = STRANGER.issue({ name: 'client' });

function contextOf(own: Certificate): TlsOptions['context'] {
  return { ...own, ca: AUTHORITY.cert, minVersion: 'TLSv1.2' };
}

type Asked = TlsOptions['clientCertificates'];

interface Made {
  readonly server: TestServer;
  client(options?: ConnectionOptions): Promise<RawClient>;
}

async function start(
  t: TestContext,
  clientCertificates: Asked,
  options: Partial<ServerOptions> = {},
  handshakeLimitMs = 60_000,
): Promise<Made> {
  const context = contextOf(SERVER);
  const tls = { port: 0, clientCertificates, context, handshakeLimitMs };
  const server = await TestServer.start({ port: null, tls, ...options });
  const clients: RawClient[] = [];
  t.after(() => {
    for (const client of clients) client.destroy();
    server.stop();
  });
  return {
    server,
    async client(more = {}): Promise<RawClient> {
      const client = await RawClient.connectTls(server.port, { ca: AUTHORITY.cert, ...more });
      clients.push(client);
      return client;
    },
  };
}

const NONE = 'it showed no certificate';
const REFUSED = 'its certificate is refused: ';

/** What each setting says to a client; null: it may come in. */
const VERDICTS: readonly {
  readonly title: string;
  readonly shown: ConnectionOptions;
  readonly said: Readonly<Record<Asked, string | null>>;
}[] = [
  {
    title: 'a certificate of our authority',
    shown: { ...GOOD },
    said: { yes: null, optional: null, no: null },
  },
  { title: 'no certificate', shown: {}, said: { yes: NONE, optional: null, no: null } },
  {
    title: 'a certificate of another authority',
    shown: { ...STRANGE },
    said: {
      yes: `${REFUSED}UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
      optional: `${REFUSED}UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
      no: null,
    },
  },
  {
    title: 'an expired certificate',
    shown: { ...EXPIRED },
    said: {
      yes: `${REFUSED}CERT_HAS_EXPIRED`,
      optional: `${REFUSED}CERT_HAS_EXPIRED`,
      no: null,
    },
  },
];

for (const asked of ['yes', 'optional', 'no'] as const) {
  for (const { title, shown, said } of VERDICTS) {
    const reason = said[asked];
    const verdict = reason === null ? 'comes in' : 'is turned away';
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      test(`tls-auth-clients ${asked}, ${maxVersion}: who shows ${title} ${verdict}`, async (t) => {
        const { server, client } = await start(t, asked);
        const one = await client({ ...shown, maxVersion });
        one.send(PING);
        if (reason === null) {
          await one.receive(PONG);
          assert.deepEqual(server.warnings, []);
          return;
        }
        assert.equal(await one.remainder(), `-ERR This client may not come in: ${reason}\r\n`);
        assert.match(
          server.warnings[0] ?? '',
          new RegExp(`: ${reason} \\(127\\.0\\.0\\.1:\\d+\\)$`),
        );
        assert.equal(server.server.numbers().commandsProcessed, 0);
      });
    }
  }
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  for (const [title, shown] of [
    ['without a certificate', {}],
    ['with a bad certificate', STRANGE],
  ] as const) {
    test(`a session that was begun ${title} is no way in, ${maxVersion}`, async (t) => {
      const { server } = await start(t, 'yes');
      const options = { port: server.port, ca: AUTHORITY.cert, maxVersion, ...shown };
      const session = await sessionOf(options);
      const socket = connect({ ...options, session, checkServerIdentity: () => undefined });
      t.after(() => socket.destroy());
      let heard = '';
      socket.on('data', (bytes: Buffer) => {
        heard += bytes.toString('latin1');
      });
      socket.on('error', () => {});
      await once(socket, 'secureConnect');
      assert.equal(socket.isSessionReused(), true);
      socket.write(PING);
      await until('an answer', () => (heard === '' ? undefined : true));
      assert.match(heard, /^-ERR This client may not come in: /);
      assert.equal(server.server.numbers().commandsProcessed, 0);
    });
  }
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a session outlives no change of the authority, ${maxVersion}`, async (t) => {
    const { server } = await start(t, 'yes');
    const options = { port: server.port, ca: AUTHORITY.cert, maxVersion, ...GOOD };
    const session = await sessionOf(options);
    server.server.renewTls({ ...contextOf(SERVER), ca: STRANGER.cert });
    const client = await RawClient.connectTls(server.port, { ...options, session });
    client.send(PING);
    assert.match(await client.remainder(), /^-ERR This client may not come in: /);
  });
}

async function sessionOf(options: ConnectionOptions): Promise<Buffer> {
  const socket: TLSSocket = connect({ ...options, checkServerIdentity: () => undefined });
  socket.on('error', () => {});
  const [session] = await once(socket, 'session');
  socket.destroy();
  assert.ok(Buffer.isBuffer(session));
  return session;
}

test('who speaks plainly to the TLS port is cut off, and it is told', async (t) => {
  const { server } = await start(t, 'no');
  const client = await RawClient.connect(server.port);
  client.send('PING\r\n');
  await client.remainder();
  assert.match(server.warnings[0] ?? '', /^Error accepting a client connection: .*wrong version/);
});

test('who never speaks counts as a client, and is cut off in the end', async (t) => {
  const { server } = await start(t, 'no', { maxClients: 1 }, 300);
  const silent = await RawClient.connect(server.port);
  const second = await RawClient.connect(server.port);
  assert.equal(await second.remainder(), '');
  assert.equal(server.server.numbers().rejectedConnections, 1);
  await silent.remainder();
  await until('the place to be free', async () => {
    const client = await RawClient.connectTls(server.port, { ca: AUTHORITY.cert });
    client.send(PING);
    await client.receive(PONG);
    client.destroy();
    return true;
  });
});

test('a client that goes away before its handshake leaves its place, without a word', async (t) => {
  const { server, client } = await start(t, 'no', { maxClients: 1 });
  const gone = await RawClient.connect(server.port);
  gone.reset();
  await until('the place to be free', async () => {
    const next = await client();
    await next.exchange(PING, PONG);
    return true;
  });
  assert.deepEqual(server.warnings, []);
});

test('CLIENT LIST shows the ends of the TCP connection', async (t) => {
  const { server, client } = await start(t, 'no');
  const one = await client();
  await one.exchange(PING, PONG);
  const line = server.server.clients().line(1);
  assert.match(
    line,
    new RegExp(` addr=127\\.0\\.0\\.1:\\d+ laddr=127\\.0\\.0\\.1:${server.port} `),
  );
  assert.match(line, / flags=N /);
});

test('a client of this machine may come in under protected mode', async (t) => {
  const { client } = await start(t, 'no', { protectedMode: true });
  await (await client()).exchange(PING, PONG);
});

test('both ports at once', async (t) => {
  const { server } = await start(t, 'no', { port: 0 });
  const [plain, secure] = server.server.addresses();
  const one = await RawClient.connect(plain?.port ?? 0);
  await one.exchange(PING, PONG);
  const other = await RawClient.connectTls(secure?.port ?? 0, { ca: AUTHORITY.cert });
  await other.exchange(PING, PONG);
  one.destroy();
  other.destroy();
});

test('a new certificate is for those who come; who is there stays', async (t) => {
  const { server, client } = await start(t, 'no');
  const before = await client();
  await before.exchange(PING, PONG);
  server.server.renewTls({ ...contextOf(STRANGE), ca: AUTHORITY.cert });
  await before.exchange(PING, PONG);
  await assert.rejects(client(), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const after = await client({ ca: STRANGER.cert });
  await after.exchange(PING, PONG);
  assert.throws(() => server.server.renewTls({ ...SERVER, key: GOOD.key }));
  await (await client({ ca: STRANGER.cert })).exchange(PING, PONG);
});
