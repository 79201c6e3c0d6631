// The users of an aclfile: whose rules count, and what keeps us from starting.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DEFAULT_SERVER_SETTINGS } from '../config/server-settings.ts';
import { type WithUsers, withUsersOfFile } from './acl-file.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'vedette-acl-'));
after(() => rmSync(folder, { recursive: true }));

function usersOf(text: string): WithUsers {
  writeFileSync(join(folder, 'users.acl'), text);
  return withUsersOfFile({
    ...DEFAULT_SERVER_SETTINGS,
    directory: folder,
    aclFile: 'users.acl',
  });
}

function reason(result: WithUsers): string {
  return result.ok ? '' : result.reason;
}

test('without an aclfile the users are those of the configuration file', () => {
  const server = { ...DEFAULT_SERVER_SETTINGS, users: [['default', 'on']] };
  assert.deepEqual(withUsersOfFile(server), { ok: true, server });
});

test('users are read with their rules, in any spacing', () => {
  const result = usersOf('user default  on >x\t~* +@all\r\n\nuser joe off\n');
  assert.ok(result.ok);
  assert.deepEqual(result.server.users, [
    ['default', 'on', '>x', '~*', '+@all'],
    ['joe', 'off'],
  ]);
});

test('a file that is missing, broken or not the only source of users is refused', () => {
  const missing = { ...DEFAULT_SERVER_SETTINGS, aclFile: join(folder, 'nothing') };
  assert.match(reason(withUsersOfFile(missing)), /nothing': No such file or directory$/);
  assert.match(reason(usersOf('# a comment\n')), /users\.acl:1 should start with user/);
  assert.match(reason(usersOf('user a on\nuser\n')), /users\.acl:2 should start with user/);
  assert.match(reason(usersOf('user a on\nuser a off\n')), /users\.acl:2: user 'a' is there twice/);
  assert.match(reason(usersOf('user a blah\n')), /users\.acl:1: .*Syntax error/);
  const both = { ...missing, users: [['default', 'on']] };
  assert.match(reason(withUsersOfFile(both)), /both/);
});
