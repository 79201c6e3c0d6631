// Rules of users: what they make of a user, and that a user's own description makes the same user.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ACL_COMMANDS, CATEGORIES, YOUNGER_COMMANDS } from './acl-commands.ts';
import { readAclFile, renderAclFile } from './acl-file.ts';
import { USER_ITEMS_MAX } from './rule-problem.ts';
import {
  describeUser,
  newDefaultUser,
  newUser,
  type RuleContext,
  type User,
  userRules,
  withRules,
} from './user.ts';
import { userLineProblem, usersOfLines, userWords } from './user-lines.ts';

/** Not a hash, but of its shape, and different for different short texts. */
function hash(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex').padStart(64, '0').slice(-64);
}

const CONTEXT: RuleContext = { hash, channels: 'none' };

function made(...rules: readonly string[]): User {
  const result = withRules(newUser('u', CONTEXT), rules, CONTEXT);
  assert.ok(result.ok, result.ok ? '' : `${result.rule}`);
  return result.user;
}

function problem(...rules: readonly string[]): string {
  const result = withRules(newUser('u', CONTEXT), rules, CONTEXT);
  assert.ok(!result.ok);
  return result.kind === 'rule' ? result.problem : result.kind;
}

test('a new user may do nothing, and the default one everything', () => {
  assert.equal(describeUser(newUser('u', CONTEXT)), 'user u off resetchannels -@all');
  assert.equal(describeUser(newDefaultUser(CONTEXT)), 'user default on nopass ~* &* +@all');
  const open: RuleContext = { ...CONTEXT, channels: 'all' };
  assert.equal(describeUser(newUser('u', open)), 'user u off &* -@all');
});

const MINIMUM =
  '-@all +auth +client|getname +client|id +client|setname +command +hello +ping +role ' +
  '+sentinel|get-master-addr-by-name +sentinel|master +sentinel|myid +sentinel|replicas ' +
  '+sentinel|sentinels +sentinel|masters';

test('categories stand for most of what they hold, and single commands for the rest', () => {
  const commands = (...rules: readonly string[]): string =>
    userRules(made(...rules))
      .slice(2)
      .join(' ');
  assert.equal(commands('+@all', '-ping', '-shutdown'), '+@all -ping -shutdown');
  assert.equal(commands('+@connection', '-ping'), '-@all +@connection -ping');
  assert.equal(
    commands('+client', '-client|kill'),
    '-@all +@connection -auth +client -client|kill -command -hello -ping',
  );
  assert.match(commands(...MINIMUM.split(' ')), /^-@all \+@fast \+client\|getname .*-publish /);
});

test('a younger command follows an older one until a rule names it', () => {
  assert.deepEqual(userRules(made('+client|setname')), [
    ...['off', 'resetchannels', '-@all', '+client|setname'],
  ]);
  const named = made('+@all', '-client|setinfo');
  assert.equal(describeUser(named), 'user u off resetchannels +@all -client|setinfo');
  assert.equal(
    describeUser(made('+@all', '-client|setinfo', '+@connection')),
    describeUser(made('+@all')),
  );
  const kept = made('+client|setinfo', '+client|setname', '-client|setname');
  assert.equal(describeUser(kept), 'user u off resetchannels -@all +client|setinfo');
  assert.equal(problem('+client|setinfo|x'), 'argument-of-subcommand');
});

test('all rules are applied, or none', () => {
  const before = made('on', '>x');
  const result = withRules(before, ['+ping', 'nonsense', '+info'], CONTEXT);
  assert.deepEqual(result, {
    ...{ ok: false, kind: 'rule', index: 1, rule: 'nonsense', problem: 'syntax' },
  });
  assert.deepEqual(before, made('on', '>x'));
});

test('white space in a first argument would break the file, and is refused', () => {
  assert.equal(problem('+ping|x y'), 'syntax');
  assert.equal(problem('+ping|x\nuser evil on nopass +@all'), 'syntax');
});

test('nobody has more of anything than the limit', () => {
  const many = (make: (index: number) => string): string[] =>
    Array.from({ length: USER_ITEMS_MAX }, (_, index) => make(index));
  for (const make of [
    (index: number) => `>${index}`,
    (index: number) => `~${index}`,
    (index: number) => `&${index}`,
    (index: number) => `+ping|${index}`,
    (index: number) => `(&${index})`,
  ]) {
    made(...many(make));
    assert.equal(problem(...many(make), make(USER_ITEMS_MAX)), 'too-many');
  }
});

test('every key in the long form is every key, whatever stands beside it', () => {
  const plain = describeUser(made('~*', '(~*)'));
  assert.equal(describeUser(made('%RW~*', '~foo', '(%R~* ~foo %W~*)')), plain);
  assert.deepEqual(made(...userRules(made('%RW~*', '~foo'))), made('~*'));
});

const anyByte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const anyText = fc.string({ unit: anyByte, maxLength: 6 });
const anyName = fc.constantFrom(
  ...ACL_COMMANDS.map(({ name }) => name),
  ...YOUNGER_COMMANDS.keys(),
);
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((words) => words.join(''));
const anySelectorRule = fc.oneof(
  joined(fc.constantFrom('+', '-'), anyName),
  joined(fc.constantFrom('+@', '-@'), fc.constantFrom(...CATEGORIES, 'all')),
  joined(fc.constantFrom('~', '%R~', '%W~', '%RW~', '&', '+ping|', '+shutdown|'), anyText),
  fc.constantFrom('allkeys', 'resetkeys', 'allchannels', 'resetchannels', '~*', '&*', '%RW~*'),
);
const anySelector = fc
  .array(anySelectorRule, { maxLength: 6 })
  .map((rules) => `(${rules.map((rule) => JSON.stringify(rule)).join(' ')})`);
const anyRule = fc.oneof(
  { weight: 6, arbitrary: anySelectorRule },
  { weight: 1, arbitrary: anySelector },
  { weight: 1, arbitrary: joined(fc.constantFrom('>', '<'), anyText) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['on', 'off', 'nopass', 'resetpass', 'reset', 'clearselectors'],
      ...['sanitize-payload', 'skip-sanitize-payload'],
    ),
  },
);

/** The user of those rules that can be applied. */
const anyUser: fc.Arbitrary<User> = fc.array(anyRule, { maxLength: 30 }).map((rules) => {
  let user = newUser('u', CONTEXT);
  for (const rule of rules) {
    const result = withRules(user, [rule], CONTEXT);
    if (result.ok) user = result.user;
  }
  return user;
});

test('the description of a user makes the same user, of rules and of lines', () => {
  fc.assert(
    fc.property(anyUser, (user) => {
      assert.deepEqual(made(...userRules(user)), user);
      const [, ...words] = describeUser(user).split(' ');
      assert.deepEqual(made(...words.slice(1)), user);
    }),
    { numRuns: 300 },
  );
});

test('users written to a file of either kind are read back', () => {
  fc.assert(
    fc.property(anyUser, (user) => {
      const users = new Map([
        ['u', user],
        ['default', newDefaultUser(CONTEXT)],
      ]);
      const read = readAclFile(renderAclFile(users), 'f', CONTEXT);
      assert.deepEqual(read, { ok: true, users });
      const words = userWords(users);
      for (const line of words) assert.equal(userLineProblem(['user', ...line], 'none'), null);
      const lines = usersOfLines(words, CONTEXT);
      assert.deepEqual(lines.ok && lines.users.get('u'), user);
    }),
    { numRuns: 200 },
  );
});

test('no rule, whatever it is, does worse than being refused', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText, anyRule), { maxLength: 8 }), (rules) => {
      const result = withRules(newUser('u', CONTEXT), rules, CONTEXT);
      if (result.ok) assert.deepEqual(made(...userRules(result.user)), result.user);
      userLineProblem(['user', 'u', ...rules], 'none');
      readAclFile(rules.join(' '), 'f', CONTEXT);
    }),
    { numRuns: 500 },
  );
});

const LINES: readonly (readonly [line: string, problem: string | null])[] = [
  ['user a on +nope', null],
  ['user a on >x <x', null],
  ['user a', null],
  [`user a >x !${'a'.repeat(64)}`, null],
  ['user a on foo', "Error in user declaration 'a': Syntax error"],
  [
    'user a <foo',
    "Error in user declaration 'user': The password you are trying to remove from the user does " +
      'not exist',
  ],
  [
    'user a on +client|list|x',
    "Error in user declaration 'a': Allowing first-arg of a subcommand is not supported",
  ],
  [
    'user a on (+ping ~x) (+info',
    "Error in user declaration '(+ping': Unknown command or category name in ACL",
  ],
];

for (const [line, expected] of LINES) {
  test(`${line}: ${expected ?? 'nothing is wrong with the line alone'}`, () => {
    assert.equal(userLineProblem(line.split(' '), 'none'), expected);
  });
}
