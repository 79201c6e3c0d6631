// Who may come in: without the token nothing is changed, and a strange page gets nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, TOKEN, withDoor } from '../../test/http/door.ts';

const CHANGE = '/api/groups/one/pause';

test('nothing is changed without the token', async () => {
  await withDoor({}, async ({ ask, asked }) => {
    const { authorization: _, ...headers } = change({}).headers ?? {};
    assert.equal((await ask(CHANGE, { method: 'POST', headers, body: '{}' })).status, 401);
    for (const wrong of ['', 'x', TOKEN.slice(1), `${TOKEN}x`, TOKEN.toUpperCase()]) {
      assert.equal((await ask(CHANGE, change({}, wrong))).status, 401);
    }
    assert.deepEqual(asked, []);
    assert.equal((await ask(CHANGE, change({}))).status, 200);
  });
});

test('without a token in the configuration nothing can be changed', async () => {
  await withDoor({ token: null }, async ({ ask, asked }) => {
    for (const token of ['null', '', TOKEN]) {
      const { status, body } = await ask(CHANGE, change({}, token));
      assert.equal(status, 403);
      assert.equal(JSON.parse(body).error.code, 'no-token-configured');
    }
    assert.deepEqual(asked, []);
  });
});

test('who guesses has to wait', async () => {
  await withDoor({}, async ({ ask, advance }) => {
    for (let tries = 0; tries < 10; tries++) await ask(CHANGE, change({}, 'wrong-guess'));
    const { status, headers } = await ask(CHANGE, change({}));
    assert.equal(status, 429);
    advance(Number(headers['retry-after']) * 1000);
    assert.equal((await ask(CHANGE, change({}))).status, 200);
  });
});

test('reading can be protected too, but for checks', async () => {
  await withDoor({ lines: ['# vedette: http-protect-reads yes'] }, async ({ ask }) => {
    assert.equal((await ask('/api/groups')).status, 401);
    assert.equal((await ask('/events')).status, 401);
    assert.equal((await ask('/healthz')).status, 200);
    const headers = { authorization: `Bearer ${TOKEN}` };
    assert.equal((await ask('/api/groups', { headers })).status, 200);
  });
});

test('a request that calls the door by a strange name is refused', async () => {
  await withDoor({ lines: ['# vedette: http-host Sentinel.example'] }, async ({ ask, port }) => {
    const strange = ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', 'a:b:c'];
    for (const host of strange) {
      assert.equal((await ask('/healthz', { headers: { host } })).status, 421, host);
    }
    const known = ['localhost', `127.0.0.1:${port}`, `[::1]:${port}`, 'SENTINEL.example:80'];
    for (const host of known) {
      assert.equal((await ask('/healthz', { headers: { host } })).status, 200, host);
    }
  });
});

test('a page of another origin gets nothing, and changes nothing even with the token', async () => {
  await withDoor({}, async ({ ask, asked, port }) => {
    const strange = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: `https://127.0.0.1:${port}` },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    ];
    for (const headers of strange) {
      const order = change({});
      const { status } = await ask(CHANGE, { ...order, headers: { ...order.headers, ...headers } });
      assert.equal(status, 403, JSON.stringify(headers));
      assert.equal((await ask('/api/groups', { headers })).status, 403);
    }
    assert.deepEqual(asked, []);
    const origin = `http://127.0.0.1:${port}`;
    const { headers, ...order } = change({});
    assert.equal((await ask(CHANGE, { ...order, headers: { ...headers, origin } })).status, 200);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    assert.notEqual((await ask('/', { headers: link })).status, 403);
  });
});

test('every answer carries what keeps a browser from mischief', async () => {
  await withDoor({}, async ({ ask }) => {
    const strange = { headers: { host: 'evil.example' } };
    for (const [path, options] of [
      ['/api/groups', {}],
      ['/nothing', {}],
      ['/', {}],
      ['/api/groups', strange],
      [CHANGE, { method: 'POST' }],
    ] as const) {
      const { headers } = await ask(path, options);
      assert.match(String(headers['content-security-policy']), /default-src 'none'/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['access-control-allow-origin'], undefined);
    }
  });
});

test('a wrong method, a path of a proxy and long headers are refused', async () => {
  await withDoor({}, async ({ ask }) => {
    assert.equal((await ask('/api/groups', { method: 'DELETE' })).status, 405);
    assert.equal((await ask('/events', { method: 'HEAD' })).status, 200);
    assert.equal((await ask('http://evil.example/healthz')).status, 400);
    const headers = { 'x-long': 'x'.repeat(10_000) };
    assert.equal((await ask('/healthz', { headers })).status, 431);
  });
});
