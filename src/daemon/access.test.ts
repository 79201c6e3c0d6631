// The password that peers are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../config/parse-config.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { plainPassword } from './access.ts';

function settings(text: string): ServerSettings {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok);
  return parsed.server;
}

const PASSWORDS: readonly (readonly [text: string, password: string | null])[] = [
  ['', null],
  ['requirepass x', 'x'],
  ['user default on nopass +@all', null],
  ['user default on >old >new +@all', 'old'],
  ['user default on >old >new <old +@all', 'new'],
  ['user default on >old nopass', null],
  ['user default on >old RESET >new', 'new'],
  [`requirepass x\nuser default on #${'a'.repeat(64)}`, 'x'],
  ['user somebody on >else', null],
];

for (const [text, password] of PASSWORDS) {
  test(`${JSON.stringify(text)} tells peers the password ${password}`, () => {
    assert.equal(plainPassword(settings(text)), password);
  });
}
