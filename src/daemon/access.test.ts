// Who may come in, as far as the file says it and we can keep it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../config/parse-config.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { accessFault, accessWarnings, clientPassword } from './access.ts';

function settings(text: string): ServerSettings {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok);
  return parsed.server;
}

const HASH = `#${'a'.repeat(64)}`;

const PASSWORDS: readonly (readonly [string, string | null])[] = [
  ['', null],
  ['requirepass x', 'x'],
  ['user default on nopass ~* &* +@all', null],
  ['user default on >secret ~* &* +@all', 'secret'],
  ['user default on >old >new ~* &* +@all', 'new'],
  ['user default on >old nopass', null],
  [`requirepass x\nuser default on ${HASH} ~* &* +@all`, 'x'],
  ['user somebody on >else', null],
];

for (const [text, password] of PASSWORDS) {
  test(`${JSON.stringify(text)} asks clients for ${password ?? 'no password'}`, () => {
    assert.equal(accessFault(settings(text)), null);
    assert.equal(clientPassword(settings(text)), password);
  });
}

const FAULTS: readonly string[] = [
  `user default on ${HASH}`,
  'user default off',
  'user default reset on',
  'user default on resetpass',
  'user default on nopass\nuser default resetpass',
  'tls-port 1',
  'tls-replication yes',
];

for (const text of FAULTS) {
  test(`${JSON.stringify(text)} keeps us from starting`, () => {
    assert.match(accessFault(settings(text)) ?? '', /Exiting\.\.\.$/);
  });
}

test('what is set in vain is told', () => {
  const text = 'user bob on nopass\naclfile /x\nunixsocket /y\nsyslog-enabled yes';
  assert.equal(accessWarnings(settings(text)).length, 4);
  assert.deepEqual(accessWarnings(settings('user default on nopass ~* &* +@all')), []);
});
