// The files of the page: only those of its folder, packed for who takes that, and sent once.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { takesGzip } from './accept.ts';
import type { Answer, Ask, Route } from './answer.ts';
import { pageRoutes } from './routes/page.ts';

const SCRIPT = 'const x = 1;\n'.repeat(100);

async function withPage(body: (get: Get) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'app.js'), SCRIPT);
    writeFileSync(join(folder, 'app.ts'), 'no page needs this');
    mkdirSync(join(folder, 'more.js'));
    const routes = pageRoutes(folder);
    await body(async (path, headers = {}) => await answerOf(routes, path, headers));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Get = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

async function answerOf(
  routes: readonly Route[],
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const file = path.replace('/assets/', '');
  const route = routes.find((each) => each.path === (path === '/' ? '/' : '/assets/{file}'));
  assert.ok(route !== undefined);
  const ask: Ask = {
    param: () => file,
    query: () => null,
    header: (name) => headers[name] ?? null,
    body: null,
    from: '',
  };
  return await route.answer(ask);
}

test('a file of the page is packed for who takes that', async () => {
  await withPage(async (get) => {
    const plain = await get('/assets/app.js');
    assert.ok(plain.kind === 'file' && plain.bytes !== null);
    assert.equal(Buffer.from(plain.bytes).toString(), SCRIPT);
    assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
    const packed = await get('/assets/app.js', { 'accept-encoding': 'br, gzip' });
    assert.ok(packed.kind === 'file' && packed.bytes !== null);
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(packed.bytes).toString(), SCRIPT);
  });
});

test('a file that the browser has is not sent again', async () => {
  await withPage(async (get) => {
    const first = await get('/');
    assert.ok(first.kind === 'file');
    const { etag = '' } = first.headers;
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`]) {
      const again = await get('/', { 'if-none-match': known });
      assert.ok(again.kind === 'file');
      assert.equal(again.status, 304);
      assert.equal(again.bytes, null);
    }
    const other = await get('/', { 'if-none-match': '"x"' });
    assert.ok(other.kind === 'file');
    assert.equal(other.status, 200);
  });
});

test('nothing else of the machine is a file of the page', async () => {
  await withPage(async (get) => {
    for (const name of ['../app.js', '/etc/passwd', 'app.ts', 'more.js', '', '.', 'none.js']) {
      const answer = await get(`/assets/${name}`);
      assert.ok(answer.kind === 'json', name);
      assert.equal(answer.status, 404);
    }
  });
});

test('who takes gzip says so', () => {
  for (const yes of ['gzip', 'deflate, gzip;q=0.5', 'GZIP']) assert.ok(takesGzip(yes), yes);
  for (const no of [undefined, '', 'br', 'gzip;q=0', 'x-gzip', 'gzip; q=0.0']) {
    assert.ok(!takesGzip(no), no);
  }
});
