// What users may call and hear, and what is noted of what they may not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclLog } from './acl-log.ts';
import { denialOf, mayListen } from './permission.ts';
import { newUser, type RuleContext, type User, withRules } from './user.ts';

const CONTEXT: RuleContext = { hash: (text) => text, channels: 'none' };

function user(rules: string): User {
  const result = withRules(newUser('u', CONTEXT), rules.split(' '), CONTEXT);
  assert.ok(result.ok);
  return result.user;
}

function denied(rules: string, name: string, ...args: readonly string[]): string | null {
  const denial = denialOf(user(rules), { name, args: [name, ...args] });
  if (denial === null) return null;
  return denial.reason === 'command' ? 'command' : denial.channel;
}

test('a command is allowed by a rule that names it, its container or a category', () => {
  assert.equal(denied('+ping', 'ping'), null);
  assert.equal(denied('+ping', 'info'), 'command');
  assert.equal(denied('+client', 'client|kill'), null);
  assert.equal(denied('+client|id', 'client|kill'), 'command');
  assert.equal(denied('+@admin', 'sentinel|help'), null);
  assert.equal(denied('+@all -@dangerous', 'sentinel|masters'), 'command');
});

test('a first argument may be all that is allowed', () => {
  assert.equal(denied('+ping|one', 'ping', 'ONE'), null);
  assert.equal(denied('+ping|one', 'ping', 'two'), 'command');
  assert.equal(denied('+ping|one', 'ping'), 'command');
});

test('what no rule can name goes with what it belongs to', () => {
  assert.equal(denied('+sentinel|masters', 'sentinel|primaries'), null);
  assert.equal(denied('+@all -sentinel|primaries', 'sentinel|primaries'), 'command');
  assert.equal(denied('+sentinel', 'sentinel|of-tomorrow'), null);
  assert.equal(denied('+sentinel|masters', 'sentinel|of-tomorrow'), 'command');
  assert.equal(denied('+ping', 'echo'), null);
  assert.equal(denied('+info', 'echo'), 'command');
});

test('channels are matched, patterns have to stand in a rule as they are', () => {
  const rules = '+@all &ok &pa*';
  assert.equal(denied(rules, 'subscribe', 'ok', 'pax'), null);
  assert.equal(denied(rules, 'subscribe', 'ok', 'no'), 'no');
  assert.equal(denied(rules, 'psubscribe', 'pa*', 'ok'), null);
  assert.equal(denied(rules, 'psubscribe', 'pax'), 'pax');
  assert.equal(denied(rules, 'publish', 'ok', 'no'), null);
  assert.equal(denied(rules, 'publish', 'no', 'ok'), 'no');
  assert.equal(denied(rules, 'unsubscribe', 'no'), null);
});

test('one selector has to allow all of it, and the one that came furthest says what was missing', () => {
  const rules = '+ping (+publish &x) (+subscribe &a) (+subscribe &a &b)';
  assert.equal(denied(rules, 'publish', 'x', ''), null);
  assert.equal(denied(rules, 'publish', 'y', ''), 'y');
  assert.equal(denied(rules, 'info'), 'command');
  assert.equal(denied(rules, 'subscribe', 'a', 'b', 'c'), 'c');
});

test('a subscriber may stay as long as any selector allows each of its channels', () => {
  const hears = (rules: string, channels: string[], patterns: string[] = []): boolean =>
    mayListen(user(rules), { channels, patterns });
  assert.equal(hears('&a (&b*)', ['a', 'bx']), true);
  assert.equal(hears('&a (&b*)', ['c']), false);
  assert.equal(hears('&a (&b*)', [], ['b*']), true);
  assert.equal(hears('&a (&b*)', [], ['bx']), false);
  assert.equal(hears('(&*)', ['c'], ['*']), true);
});

test('the same refusal within a minute counts up, and old entries go', () => {
  const log = new AclLog(2);
  const refused = { reason: 'auth', object: 'AUTH', client: '' } as const;
  log.add({ ...refused, username: 'a' }, 0);
  log.add({ ...refused, username: 'b' }, 1);
  log.add({ ...refused, username: 'a' }, 60_000);
  const seen = (): string[] => log.entries.map(({ username, count }) => `${username}${count}`);
  assert.deepEqual(seen(), ['a2', 'b1']);
  log.add({ ...refused, username: 'a' }, 120_001);
  assert.deepEqual(seen(), ['a1', 'a2']);
  log.clear();
  assert.deepEqual(seen(), []);
  const none = new AclLog(0);
  none.add({ ...refused, username: 'a' }, 0);
  assert.equal(none.entries.length, 0);
});
