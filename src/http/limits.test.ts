// What is too much is refused, and what is no HTTP at all hurts nobody.

import assert from 'node:assert/strict';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { TOKEN, withDoor } from '../../test/http/door.ts';
import { STREAMS_MAX } from './limits.ts';
import { RateLimit } from './rate-limit.ts';

test('only so many streams are open', async () => {
  await withDoor({}, async ({ ask, port }) => {
    const open = (): Promise<number> =>
      new Promise((opened) => {
        const sent = get({ host: '127.0.0.1', port, path: '/events' }, (response) => {
          response.on('error', () => {});
          response.on('data', () => {});
          opened(response.statusCode ?? 0);
        });
        sent.on('error', () => {});
      });
    for (let count = 0; count < STREAMS_MAX; count++) assert.equal(await open(), 200);
    assert.equal(await open(), 503);
    assert.equal((await ask('/healthz')).status, 200);
  });
});

test('only so many are connected, at all addresses together', async () => {
  const lines = ['# vedette: http-bind 127.0.0.1 127.0.0.2'];
  await withDoor({ lines, connectionsMax: 4 }, async ({ port }) => {
    const open: Socket[] = [];
    const isLetIn = (): Promise<boolean> =>
      new Promise((known) => {
        const socket = connect({ host: '127.0.0.1', port }, () => {
          socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
        });
        open.push(socket);
        socket.on('error', () => {});
        socket.once('data', () => known(true));
        socket.once('close', () => known(false));
      });
    const first = await Promise.all([isLetIn(), isLetIn()]);
    assert.deepEqual([...first, await isLetIn()], [true, true, false]);
    for (const socket of open) socket.destroy();
  });
});

test('who asks too often has to wait, and only that one', () => {
  const limit = new RateLimit({ burst: 3, perSecond: 2 });
  for (let count = 0; count < 3; count++) {
    assert.equal(limit.waitS('a', 0), 0);
    limit.take('a', 0);
  }
  assert.equal(limit.waitS('a', 0), 1);
  assert.equal(limit.waitS('b', 0), 0);
  assert.equal(limit.waitS('a', 500), 0);
  limit.take('a', 500);
  assert.equal(limit.waitS('a', 500), 1);
  for (let count = 0; count < 2_000; count++) limit.take(`${count}`, 500);
  assert.equal(limit.waitS('a', 500), 0);
});

/** A generator of chance that gives the same on every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const SEEDS = [
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /api/groups/%ff%00%2e%2e/history?limit=-1&limit=%zz HTTP/1.1\r\nHost: [::1]:1\r\n\r\n',
  'GET /groups/one/replica?addr=[::]:0&max-lag=1e9 HTTP/1.0\r\n\r\n',
  'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: \xff-99999999999999999999\r\n\r\n',
  `POST /api/groups/one/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n` +
    'Content-Type: application/json\r\nContent-Length: 26\r\n\r\n{"forMs":1e308,"__proto__":',
  `POST /api/groups/one/forget HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n` +
    'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
];

test('what is broken in any way leaves the door as it was', async () => {
  await withDoor({}, async ({ ask, port, asked, logged, advance }) => {
    const draw = chance(7);
    const send = (bytes: string): Promise<void> =>
      new Promise((done) => {
        const socket = connect({ host: '127.0.0.1', port }, () => {
          socket.end(Buffer.from(bytes, 'latin1'));
        });
        socket.on('data', () => {});
        socket.on('error', () => {});
        socket.on('close', () => done());
        socket.setTimeout(200, () => socket.destroy());
      });
    for (let round = 0; round < 40; round++) {
      advance(1_000);
      await Promise.all(
        SEEDS.map((seed) => {
          const letters = [...seed];
          for (let count = draw(6); count > 0; count--) {
            const place = draw(letters.length);
            if (draw(2) === 0) letters[place] = String.fromCharCode(draw(256));
            else letters.splice(place, draw(4), '\r\n');
          }
          return send(letters.join(''));
        }),
      );
    }
    assert.equal((await ask('/healthz')).status, 200);
    assert.deepEqual(
      logged.filter((line) => line.includes('could not answer')),
      [],
    );
    assert.ok(asked.every(({ request }) => request.kind === 'pause'));
  });
});
