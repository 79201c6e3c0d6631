// The rules of users, by the text of an aclfile: whatever is read can be written and read again,
// and then everybody may do what they could before.

import assert from 'node:assert/strict';
import { readAclFile, renderAclFile } from '../../src/acl/acl-file.ts';
import { denialOf } from '../../src/acl/permission.ts';
import type { RuleContext, User } from '../../src/acl/user.ts';
import { hashText, type Random } from '../../src/core/random.ts';
import { anyBytes, oddNumber, once, pick, several } from './chance.ts';
import type { Target } from './target.ts';

const HASH = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

/** Any text of the right form does for a hash here. */
const CONTEXT: RuleContext = {
  hash: (text) => hashText(text).toString(16).padStart(64, '0'),
  channels: 'none',
};

const RULES = [
  'on',
  'off',
  'nopass',
  'resetpass',
  'reset',
  '>secret',
  '<secret',
  `#${HASH}`,
  `!${HASH}`,
  '+@all',
  '-@all',
  '+@admin',
  '-@dangerous',
  '+@nothing',
  'allcommands',
  '+ping',
  '-ping',
  '+sentinel',
  '-sentinel|reset',
  '+sentinel|master',
  '+client|id',
  '+get',
  '+foo|bar|baz',
  '&*',
  '&chan*',
  'allchannels',
  'resetchannels',
  '~*',
  '~key',
  '%R~key',
  '%W~key',
  'allkeys',
  'resetkeys',
  '(+ping &x)',
  '(+@all',
  '&y)',
  '()',
  'clearselectors',
  'sanitize-payload',
] as const;

const CALLS: readonly (readonly [name: string, ...args: string[]])[] = [
  ['ping', 'PING'],
  ['sentinel|masters', 'SENTINEL', 'MASTERS'],
  ['sentinel|reset', 'SENTINEL', 'RESET', '*'],
  ['client|id', 'CLIENT', 'ID'],
  ['acl|list', 'ACL', 'LIST'],
  ['subscribe', 'SUBSCRIBE', 'x'],
  ['psubscribe', 'PSUBSCRIBE', 'chan*'],
];

export const users: Target = {
  name: 'users',
  seeds: [
    'user default on nopass ~* &* +@all\n',
    `user a on #${HASH} resetchannels &+switch-master -@all +sentinel|masters +ping\n`,
    'user b on >x (+@all &* -sentinel|reset) (~k +ping) +subscribe\r\nuser c off\n',
    'user d on >p +@all -@admin +sentinel -sentinel|set allchannels\n\n user e on\n',
  ],
  words: ['user ', ' on ', '+', '-', '@', '|', '(', ')', ' ', '\n', '&', '~', '>', '#', ...RULES],
  generate: (chance) => several(chance, 4, () => line(chance)).join('\n'),
  check(input) {
    const read = readAclFile(input, 'users.acl', CONTEXT);
    if (!read.ok) {
      assert.ok(read.reason.length > 0);
      return;
    }
    const written = renderAclFile(read.users);
    const again = readAclFile(written, 'users.acl', CONTEXT);
    assert.ok(again.ok, again.ok ? '' : `${again.reason} in\n${written}`);
    assert.equal(renderAclFile(again.users), written);
    for (const [name, user] of read.users) {
      const other = again.users.get(name);
      assert.ok(other !== undefined, name);
      assert.deepEqual(rightsOf(other), rightsOf(user), `what ${name} may do`);
    }
  },
};

function rightsOf(user: User): readonly unknown[] {
  const { isOn, isOpen, passwords } = user;
  const denials = CALLS.map(([name, ...args]) => denialOf(user, { name, args }));
  return [isOn, isOpen, [...passwords], ...denials];
}

function line(chance: Random): string {
  const rules = several(chance, 8, () => {
    if (once(chance, 12)) return anyBytes(chance, 10);
    return once(chance, 15) ? oddNumber(chance) : pick(chance, RULES);
  });
  return `user ${pick(chance, ['a', 'b', 'default', 'admin', ''])} ${rules.join(' ')}`;
}
