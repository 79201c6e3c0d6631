// The users that a process starts with, and what keeps it from starting; the texts are stock's.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { describeUser } from '../acl/user.ts';
import { sortedUsers } from '../acl/user-lines.ts';
import { parseConfig } from '../config/parse-config.ts';
import { passwordHash } from '../server/password.ts';
import { AclFileOnDisk } from './acl-file.ts';
import { type FirstUsers, firstUsers } from './first-users.ts';

const folder: string = mkdtempSync(join(tmpdir(), 'vedette-acl-'));
after(() => rmSync(folder, { recursive: true }));

function usersOf(text: string): FirstUsers {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
  return firstUsers({ ...parsed.server, directory: folder });
}

function usersOfFile(text: string, more = ''): FirstUsers {
  writeFileSync(join(folder, 'users.acl'), text);
  return usersOf(`aclfile users.acl\n${more}`);
}

function linesOf(first: FirstUsers): readonly string[] {
  assert.ok(first.ok, first.ok ? '' : first.reasons.join());
  return sortedUsers(first.users).map(describeUser);
}

function reasons(first: FirstUsers): readonly string[] {
  assert.ok(!first.ok);
  return first.reasons;
}

const OPEN = 'user default on nopass ~* &* +@all';
const CLOSED = `user default on #${passwordHash('x')} ~* &* +@all`;

test('where nobody says anything, everybody may do everything', () => {
  assert.deepEqual(linesOf(usersOf('')), [OPEN]);
  assert.deepEqual(linesOf(usersOfFile('')), [OPEN]);
});

test('requirepass is the password of the default user', () => {
  assert.deepEqual(linesOf(usersOf('requirepass x')), [CLOSED]);
});

test('requirepass holds beside rules that ask for no password, and the log says so', () => {
  for (const first of [
    usersOf(`requirepass x\n${OPEN}`),
    usersOfFile(`${OPEN}\n`, 'requirepass x'),
  ]) {
    assert.match(linesOf(first).join(), new RegExp(`^user default on .*#${passwordHash('x')} ~`));
    assert.ok(first.ok && /requirepass/.test(first.warnings[0] ?? ''));
  }
  const said = usersOf('requirepass x\nuser default on >y ~* +@all');
  assert.match(linesOf(said).join(), new RegExp(`#${passwordHash('y')} ~`));
  assert.ok(said.ok && said.warnings.length === 0);
});

test('requirepass holds also when the file is read again, and the log says so', async () => {
  const parsed = parseConfig({ text: 'requirepass x\naclfile users.acl' });
  assert.ok(parsed.ok);
  const path = join(folder, 'users.acl');
  const warnings: string[] = [];
  const warn = (text: string): unknown => warnings.push(text);
  const { server } = parsed;
  const file = new AclFileOnDisk({ path, called: 'users.acl', server, warn });
  for (const text of [`${OPEN}\n`, '']) {
    writeFileSync(path, text);
    const read = await file.read();
    assert.ok(read.ok);
    assert.deepEqual(sortedUsers(read.users).map(describeUser), [CLOSED]);
    assert.match(warnings.pop() ?? '', /requirepass/);
  }
  writeFileSync(path, 'user default on >y ~* &* +@all\n');
  const said = await file.read();
  assert.ok(said.ok && said.users.get('default')?.passwords[0] === passwordHash('y'));
  assert.deepEqual(warnings, []);
});

test('users come from lines, whatever their order and that of acl-pubsub-default', () => {
  const first = usersOf('user b on +ping\nacl-pubsub-default allchannels\nuser a off\n');
  assert.deepEqual(linesOf(first), ['user a off &* -@all', 'user b on &* -@all +ping', OPEN]);
  assert.deepEqual(first.ok && first.notices, [
    "The user 'a' is disabled (there is no 'on' modifier in the user description). Make sure " +
      'this is not a configuration error.',
  ]);
});

const REFUSED: readonly (readonly [line: string, reason: string])[] = [
  [
    'user a on +pingg',
    "Error loading ACL rule '+pingg' for the user named 'a': Unknown command or category name in ACL",
  ],
  [
    'user a on (+nope)',
    "Error loading ACL rule '(+nope)' for the user named 'a': Unknown command or category name in ACL",
  ],
  ['user "a b" on', 'Spaces not allowed in ACL usernames'],
];

for (const [line, reason] of REFUSED) {
  test(`${line} keeps us from starting`, () => {
    assert.deepEqual(reasons(usersOf(line)), [
      reason,
      'Critical error while loading ACLs. Exiting.',
    ]);
  });
}

test('a file tells all that is wrong with it', () => {
  const text =
    'user a on foo\n\n# c\nuser\nuser a\nuser b b +nope\n  user c on nopass +@all  \n' +
    'user d #00 !1\nuser f (+ping\nuser g ( +ping )\nuser h on\nuser h on\nuser   i   on\n';
  const unknown = "Error in applying operation '+nope': Unknown command or category name in ACL";
  const hash =
    'The password hash must be exactly 64 characters and contain only lowercase hexadecimal ' +
    'characters';
  assert.deepEqual(reasons(usersOfFile(text)), [
    'Aborting Redis startup because of ACL errors: users.acl:1: Syntax error. users.acl:3 should ' +
      'start with user keyword followed by the username. users.acl:4 should start with user ' +
      "keyword followed by the username. WARNING: Duplicate user 'a' found on line 5. " +
      `users.acl:6: Syntax error. users.acl:6: ${unknown}. users.acl:8: ${hash}. ` +
      'users.acl:9: Unmatched parenthesis in selector definition.WARNING: Duplicate user ' +
      "'h' found on line 12. users.acl:13: Syntax error. WARNING: ACL errors detected, no change " +
      'to the previously active ACL rules was performed',
  ]);
});

test('a file that is missing or not the only source of users is refused', () => {
  const [missing] = reasons(usersOf('aclfile nothing'));
  assert.equal(
    missing,
    "Aborting Redis startup because of ACL errors: Error loading ACLs, opening file 'nothing': " +
      'No such file or directory',
  );
  assert.match(
    reasons(usersOfFile('', 'user a on')).join(),
    /^Configuring Redis with users .*both\.$/,
  );
});
