// Who may come in, as far as the file says it and we can keep it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../config/parse-config.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { passwordHash } from '../server/password.ts';
import { accessFault, accessWarnings, clientAccess } from './access.ts';

function settings(text: string): ServerSettings {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok);
  return parsed.server;
}

const HASH = 'a'.repeat(64);
const FULL = '~* &* +@all';

interface Asked {
  readonly text: string;
  /** null: for none. */
  readonly hashes: readonly string[] | null;
  readonly plain: string | null;
}

const ASKED: readonly Asked[] = [
  { text: '', hashes: null, plain: null },
  { text: 'requirepass x', hashes: [passwordHash('x')], plain: 'x' },
  { text: `user default on nopass ${FULL}`, hashes: null, plain: null },
  { text: 'user default on nopass ~* +@all', hashes: null, plain: null },
  { text: 'user default ON NOPASS allkeys ALLCHANNELS AllCommands', hashes: null, plain: null },
  { text: `user default on >secret ${FULL}`, hashes: [passwordHash('secret')], plain: 'secret' },
  {
    text: `user default on >old >new ${FULL}`,
    hashes: [passwordHash('old'), passwordHash('new')],
    plain: 'old',
  },
  { text: `user default on >old >new <old ${FULL}`, hashes: [passwordHash('new')], plain: 'new' },
  { text: `user default on >old nopass ${FULL}`, hashes: null, plain: null },
  { text: `user default on #${HASH} ${FULL}`, hashes: [HASH], plain: null },
  { text: `requirepass x\nuser default on #${HASH} ${FULL}`, hashes: [HASH], plain: 'x' },
  {
    text: `requirepass x\nuser default on nopass ${FULL}`,
    hashes: [passwordHash('x')],
    plain: 'x',
  },
  { text: `requirepass x\nuser default on ${FULL}`, hashes: [passwordHash('x')], plain: 'x' },
  { text: 'user somebody on >else', hashes: null, plain: null },
  { text: `user default on (~* +ping) nopass -@all ${FULL}`, hashes: null, plain: null },
];

for (const { text, hashes, plain } of ASKED) {
  test(`${JSON.stringify(text)} asks clients for ${hashes?.length ?? 'no'} password`, () => {
    assert.equal(accessFault(settings(text)), null);
    const access = clientAccess(settings(text));
    assert.deepEqual(access.passwordHashes, hashes);
    assert.equal(access.plainPassword, plain);
  });
}

const FAULTS: readonly string[] = [
  `user default #${HASH} ${FULL}`,
  `user default off nopass ${FULL}`,
  'user default off',
  `user default on ${FULL}`,
  `user default on >x <x ${FULL}`,
  `user default on >x resetpass ${FULL}`,
  'user default on nopass',
  'user default on nopass ~* &*',
  'user default on nopass ~* &* +@all -shutdown',
  'user default on nopass ~* &* -@all +ping',
  'user default on nopass +@all resetchannels',
  'user default on nopass +@all &+switch-master',
  `user default on nopass ${FULL} reset on nopass`,
  'requirepass x\nuser default on nopass ~* &* +ping',
  'tls-port 1',
  'tls-replication yes',
];

for (const text of FAULTS) {
  test(`${JSON.stringify(text)} keeps us from starting`, () => {
    assert.match(accessFault(settings(text)) ?? '', /Exiting\.\.\.$/);
  });
}

test('protected mode lets in only this machine, where no password is asked for', () => {
  const local = (text: string): boolean => clientAccess(settings(text)).localOnly;
  assert.equal(local(''), false);
  assert.equal(local('protected-mode yes'), true);
  assert.equal(local('protected-mode yes\nrequirepass x'), false);
  assert.equal(local(`protected-mode yes\nuser default on nopass ${FULL}`), true);
  assert.equal(local(`protected-mode yes\nuser default on >x ${FULL}`), false);
});

test('what is set in vain is told', () => {
  const text = 'user bob on nopass\nunixsocket /y';
  assert.equal(accessWarnings(settings(text)).length, 2);
  assert.deepEqual(accessWarnings(settings('user default on nopass ~* &* +@all')), []);
});
