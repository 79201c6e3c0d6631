// A Sentinel without the HTTP door loads nothing of it: its memory is that of before.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../config/http-settings.ts';
import { CONNECTIONS_MAX } from '../http/limits.ts';
import { loadHttp } from './http.ts';

/** All that is loaded with a file of the build, by its path. */
function loadedWith(file: URL, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file.pathname)) return seen;
  seen.add(file.pathname);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export)\b[^;]*? from '([^']+)'/gm)) {
    if (specifier.startsWith('.')) loadedWith(new URL(specifier, file), seen);
    else seen.add(specifier);
  }
  return seen;
}

const SECRET = 'x'.repeat(16);

/** How many files it wants for itself. */
async function filesOf(settings: Partial<HttpSettings>, room: number | null): Promise<number> {
  const loaded = await loadHttp({ ...DEFAULT_HTTP_SETTINGS, ...settings }, room);
  assert.ok(loaded.ok);
  return loaded.openFiles;
}

test('it says how many files it may have open, and takes half of the room at most', async () => {
  const webhooks = [{ url: 'http://a.example', events: [] }];
  const hooks = { webhooks, webhookSecret: SECRET };
  assert.equal(await filesOf({ port: 1 }, null), CONNECTIONS_MAX);
  assert.equal(await filesOf({ port: 1, ...hooks }, 10_000), CONNECTIONS_MAX + 16);
  assert.equal(await filesOf(hooks, 10_000), 16);
  assert.equal(await filesOf({ port: 1 }, 57), 28);
  assert.equal(await filesOf({ port: 1 }, -5), 1);
});

test('nothing of the door is loaded until it is asked for', () => {
  const loaded = [...loadedWith(new URL('./main.js', import.meta.url))];
  assert.ok(loaded.some((path) => path.endsWith('/dist/src/core/step.js')));
  const strange = loaded.filter(
    (path) =>
      /\/dist\/src\/(?:http|metrics)\//.test(path) || /^(?:hono|@hono|node:http)/.test(path),
  );
  assert.deepEqual(strange, []);
});

test('what is wrong with its settings stops the start', async () => {
  const at = { ...DEFAULT_HTTP_SETTINGS, port: 1 };
  const none = { ok: true, makeDoor: null, openFiles: 0 };
  assert.deepEqual(await loadHttp(DEFAULT_HTTP_SETTINGS, null), none);
  assert.equal((await loadHttp({ ...at, tokenFile: '/there/is/none' }, null)).ok, false);
  assert.equal((await loadHttp({ ...at, tokenFile: 'package.json' }, null)).ok, false);
  const webhooks = [{ url: 'http://a.example', events: [] }];
  assert.equal((await loadHttp({ ...at, webhooks }, null)).ok, false);
  assert.equal((await loadHttp({ ...at, webhooks, webhookSecret: SECRET }, null)).ok, true);
});
