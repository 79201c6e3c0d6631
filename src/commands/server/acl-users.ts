// ACL: the users and their rules, shown and changed. What a rule means is the room acl's business;
// the server keeps the users and carries changes out, in memory until SAVE or the next rewrite of
// the configuration file.

import { hasSpaces, ruleProblemText } from '../../acl/rule-problem.ts';
import { type Selector, selectorParts } from '../../acl/selector.ts';
import {
  DEFAULT_USER,
  describeUser,
  newUser,
  type User,
  userFlags,
  withRules,
} from '../../acl/user.ts';
import { sortedUsers } from '../../acl/user-lines.ts';
import type { RespValue } from '../../resp/value.ts';
import type { AclChange, Command, Verdict } from '../command.ts';
import { array, bulk, bulks, error, map, reply, set } from '../reply.ts';
import { aclAdmin, aclCommand } from './acl-command.ts';

const deluser = aclAdmin({
  name: 'deluser',
  arity: -3,
  since: '6.0.0',
  usage: 'DELUSER <username> [<username> ...]',
  summary: 'Deletes users and closes their connections.',
  run([, , ...names]) {
    if (names.includes(DEFAULT_USER)) {
      return reply(error("ERR The 'default' user cannot be removed"));
    }
    return changed({ kind: 'remove', names });
  },
});

const getuser = aclAdmin({
  name: 'getuser',
  arity: 3,
  since: '6.0.0',
  usage: 'GETUSER <username>',
  summary: 'Shows a user: flags, hashes of passwords, permissions.',
  run([, , name = ''], _caller, { acl }) {
    const user = acl.users.get(name);
    return reply(user === undefined ? { kind: 'null' } : details(user));
  },
});

const list = aclAdmin({
  name: 'list',
  arity: 2,
  since: '6.0.0',
  usage: 'LIST',
  summary: 'Shows the users as a file holds them.',
  run: (_args, _caller, { acl }) => reply(bulks(sortedUsers(acl.users).map(describeUser))),
});

const load = aclAdmin({
  name: 'load',
  arity: 2,
  since: '6.0.0',
  usage: 'LOAD',
  summary: 'Reads the users of the aclfile again, all or none.',
  run: (_args, _caller, { acl }) => (acl.hasFile ? changed({ kind: 'load' }) : reply(NO_FILE)),
});

const save = aclAdmin({
  name: 'save',
  arity: 2,
  since: '6.0.0',
  usage: 'SAVE',
  summary: 'Writes the users to the aclfile.',
  run: (_args, _caller, { acl }) => (acl.hasFile ? changed({ kind: 'save' }) : reply(NO_FILE)),
});

const setuser = aclAdmin({
  name: 'setuser',
  arity: -3,
  since: '6.0.0',
  usage: 'SETUSER <username> [<rule> ...]',
  summary: 'Makes or changes a user, by all the rules or by none.',
  run([, , name = '', ...rules], _caller, { acl }) {
    if (hasSpaces(name)) {
      return reply(error("ERR Usernames can't contain spaces or null characters"));
    }
    const before = acl.users.get(name);
    if (before === undefined && acl.users.size >= USERS_MAX) return reply(TOO_MANY_USERS);
    const result = withRules(before ?? newUser(name, acl.context), rules, acl.context);
    if (result.ok) return changed({ kind: 'put', user: result.user });
    const { rule } = result;
    if (result.kind === 'open-selector') {
      return reply(error(`ERR Unmatched parenthesis in acl selector starting at '${rule}'.`));
    }
    const why = ruleProblemText(result.problem);
    return reply(error(`ERR Error in ACL SETUSER modifier '${shown(rule)}': ${why}`));
  },
});

const users = aclAdmin({
  name: 'users',
  arity: 2,
  since: '6.0.0',
  usage: 'USERS',
  summary: 'Lists the names of the users.',
  run: (_args, _caller, { acl }) => reply(bulks(sortedUsers(acl.users).map(({ name }) => name))),
});

const whoami = aclCommand({
  name: 'whoami',
  arity: 2,
  since: '6.0.0',
  usage: 'WHOAMI',
  summary: 'Tells the user of this connection.',
  run: (_args, caller) => reply(bulk(caller.user)),
});

type Name = 'deluser' | 'getuser' | 'list' | 'load' | 'save' | 'setuser' | 'users' | 'whoami';

export const aclUserCommands: Readonly<Record<Name, Command>> = {
  deluser,
  getuser,
  list,
  load,
  save,
  setuser,
  users,
  whoami,
};

/** Stock has no limit. */
const USERS_MAX = 10_000;
const TOO_MANY_USERS = error('ERR Too many users');

const NO_FILE = error(
  'ERR This Redis instance is not configured to use an ACL file. You may want to specify users ' +
    'via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis ' +
    'configuration file set) in order to store users in the Redis configuration.',
);

function changed(change: AclChange): Verdict {
  return { kind: 'acl', change };
}

/** Up to the first zero byte, as a C string ends there. */
function shown(rule: string): string {
  const end = rule.indexOf('\0');
  return end < 0 ? rule : rule.slice(0, end);
}

function details(user: User): RespValue {
  const { commands, keys, channels } = permissions(user.root);
  return map([
    ['flags', set(userFlags(user).map(bulk))],
    ['passwords', bulks(user.passwords)],
    commands,
    keys,
    channels,
    [
      'selectors',
      array(user.selectors.map((selector) => map(Object.values(permissions(selector))))),
    ],
  ]);
}

type Entry = readonly [name: string, value: RespValue];

function permissions(selector: Selector): {
  readonly commands: Entry;
  readonly keys: Entry;
  readonly channels: Entry;
} {
  const { commands, keys, channels } = selectorParts(selector);
  return {
    commands: ['commands', bulk(commands)],
    keys: ['keys', bulk(keys)],
    channels: ['channels', bulk(channels)],
  };
}
