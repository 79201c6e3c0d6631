// The rules of users: which are none, in the words of a stock server. What they amount to is tested
// where it is used.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from './parse-config.ts';
import { userRuleProblem } from './user-rules.ts';

function problem(line: string): string | null {
  return userRuleProblem(line.split(' '));
}

const HASH = '0123456789abcdef'.repeat(4);

test('every kind of rule is one', () => {
  const rules = `on off nopass >p <p #${HASH} !${HASH} reset resetpass ~a %R~a %rw~b &c +@all -get`;
  assert.equal(problem(`user a ${rules} +client|id -@dangerous (~* +ping) sanitize-payload`), null);
  assert.equal(problem('user a > <'), null);
});

test('what is no rule is named as a stock server does', () => {
  assert.equal(problem('user a bad'), "Error in user declaration 'user': Syntax error");
  assert.equal(problem('user a on bad'), "Error in user declaration 'a': Syntax error");
  assert.equal(problem('user a on nopass bad'), "Error in user declaration 'on': Syntax error");
  for (const rule of ['+', '-', '%X~a', '%', 'on off ~* what'].map((each) => `user a ${each}`)) {
    assert.match(problem(rule) ?? '', /Syntax error$/);
  }
  assert.match(problem('user a #abc') ?? '', /exactly 64 characters/);
  assert.match(problem(`user a !${HASH.toUpperCase()}`) ?? '', /lowercase/);
});

test('a user is declared once, and with rules', () => {
  const twice = parseConfig({ text: 'user a on\nuser b on\nuser a off' });
  assert.ok(!twice.ok);
  assert.equal(twice.error.lineNumber, 3);
  assert.match(twice.error.reason, /^Error in user declaration 'a': Duplicate user found\./);
  const bad = parseConfig({ text: 'user a bad' });
  assert.ok(!bad.ok);
  assert.match(bad.error.reason, /Syntax error$/);
});
