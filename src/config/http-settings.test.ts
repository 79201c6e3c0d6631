// The settings of the HTTP door: what a file may say, and what it may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings, wantsHttp } from './http-settings.ts';
import { parseConfig } from './parse-config.ts';

function http(...lines: readonly string[]): HttpSettings {
  const parsed = parseConfig({ text: lines.map((line) => `# vedette: ${line}`).join('\n') });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
  return parsed.server.http;
}

function isRefused(line: string): boolean {
  return !parseConfig({ text: `# vedette: ${line}` }).ok;
}

test('it is off, and on loopback', () => {
  assert.deepEqual(http(), DEFAULT_HTTP_SETTINGS);
  assert.equal(wantsHttp(http()), false);
  assert.deepEqual(http().binds, ['127.0.0.1']);
});

test('all of it can be set', () => {
  const set = http(
    'http-port 8080',
    'http-bind 127.0.0.1 ::1',
    'http-tls verify',
    'http-token abcdefghijklmnop',
    'http-token-file "a file"',
    'http-protect-reads yes',
    'http-host One.example two.example',
    'webhook https://a.example/x',
    'webhook http://b.example +sdown *odown',
    'webhook-secret ponmlkjihgfedcba',
  );
  assert.deepEqual(set, {
    port: 8080,
    binds: ['127.0.0.1', '::1'],
    tls: 'verify',
    token: 'abcdefghijklmnop',
    tokenFile: 'a file',
    protectReads: true,
    hosts: ['one.example', 'two.example'],
    webhooks: [
      { url: 'https://a.example/x', events: [] },
      { url: 'http://b.example', events: ['+sdown', '*odown'] },
    ],
    webhookSecret: 'ponmlkjihgfedcba',
  });
  assert.ok(wantsHttp(http('webhook https://a.example/x')));
});

test('what cannot be meant is refused', () => {
  const wrong = [
    'http-port 65536',
    'http-port x',
    'http-tls maybe',
    'http-token short',
    'http-token "with a blank in it"',
    'http-token-file ""',
    'http-protect-reads maybe',
    'webhook ftp://a.example',
    'webhook',
    'webhook-secret short',
    'http-port 1 2',
  ];
  for (const line of wrong) assert.ok(isRefused(line), line);
});
