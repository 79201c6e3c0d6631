// A Sentinel without the HTTP door loads nothing of it: its memory is that of before.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_HTTP_SETTINGS } from '../config/http-settings.ts';
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
  assert.deepEqual(await loadHttp(DEFAULT_HTTP_SETTINGS), { ok: true, makeDoor: null });
  assert.equal((await loadHttp({ ...at, tokenFile: '/there/is/none' })).ok, false);
  assert.equal((await loadHttp({ ...at, tokenFile: 'package.json' })).ok, false);
  const webhooks = [{ url: 'http://a.example', events: [] }];
  assert.equal((await loadHttp({ ...at, webhooks })).ok, false);
  assert.equal((await loadHttp({ ...at, webhooks, webhookSecret: 'x'.repeat(16) })).ok, true);
});
