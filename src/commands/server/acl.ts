// ACL and its questions: what there is to allow, what a user would be allowed, what was refused.

import { ACL_COMMANDS, CATEGORIES } from '../../acl/acl-commands.ts';
import type { AclLogEntry } from '../../acl/acl-log.ts';
import { denialOf } from '../../acl/permission.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { container } from '../container.ts';
import { deniedInWords, NOT_AN_INTEGER, wrongArity } from '../errors.ts';
import { array, bulk, bulks, double, error, integer, map, OK, reply } from '../reply.ts';
import { aclAdmin, aclCommand } from './acl-command.ts';
import { aclUserCommands } from './acl-users.ts';

/** Finds the command that words call; null: there is none. Arguments are not counted. */
export type FindCommand = (words: readonly string[]) => Command | null;

/** ACL itself and all its subcommands but HELP. The catalogue is asked late: it holds them too. */
export function aclCommands(find: FindCommand): readonly Command[] {
  const { deluser, getuser, list, load, save, setuser, users, whoami } = aclUserCommands;
  return [
    acl,
    ...[cat, deluser, dryrun(find), genpass, getuser, list, load, log],
    ...[save, setuser, users, whoami],
  ];
}

const acl = container({
  name: 'acl',
  since: '6.0.0',
  group: 'server',
  flags: [],
  categories: ['slow'],
  summary: 'Asks or changes what concerns users and their permissions.',
});

const cat = aclCommand({
  name: 'cat',
  arity: -2,
  since: '6.0.0',
  usage: 'CAT [<category>]',
  summary: 'Lists the categories, or the commands in one.',
  run([, , category, ...more]) {
    if (more.length > 0) return reply(wrongSubcommand('CAT'));
    if (category === undefined) return reply(bulks(CATEGORIES));
    const wanted = category.toLowerCase();
    if (!CATEGORIES.some((name) => name === wanted)) {
      return reply(error(`ERR Unknown category '${category}'`));
    }
    const members = ACL_COMMANDS.filter(({ categories }) =>
      categories.some((name) => name === wanted),
    );
    return reply(bulks(members.map(({ name }) => name)));
  },
});

function dryrun(find: FindCommand): Command {
  return aclAdmin({
    name: 'dryrun',
    arity: -4,
    since: '7.0.0',
    usage: 'DRYRUN <username> <command> [<arg> ...]',
    summary: 'Tells whether a user may call a command, without calling it.',
    run([, , name = '', ...words], _caller, { acl: { users } }) {
      const user = users.get(name);
      if (user === undefined) return reply(error(`ERR User '${name}' not found`));
      const command = find(words);
      if (command === null) return reply(error(`ERR Command '${words[0] ?? ''}' not found`));
      const { arity } = command;
      if (arity < 0 ? words.length < -arity : words.length !== arity) {
        return reply(wrongArity(command.name));
      }
      const call = { name: command.name, args: words };
      const denial = command.open === true ? null : denialOf(user, call);
      return reply(denial === null ? OK : bulk(deniedInWords(denial, command.name)));
    },
  });
}

const PASSWORD_BITS = 256;
const PASSWORD_BITS_MAX = 4_096;

const genpass = aclCommand({
  name: 'genpass',
  arity: -2,
  since: '6.0.0',
  usage: 'GENPASS [<bits>]',
  summary: 'Draws a password by chance, of 256 bits or of as many as are asked for.',
  run([, , text, ...more], _caller, { acl: { randomHex } }) {
    if (more.length > 0) return reply(wrongSubcommand('GENPASS'));
    const bits = text === undefined ? PASSWORD_BITS : wholeNumber(text);
    if (bits === null) return reply(NOT_AN_INTEGER);
    if (bits <= 0 || bits > PASSWORD_BITS_MAX) return reply(BAD_BITS);
    return reply(bulk(randomHex(Math.ceil(bits / 4))));
  },
});

const BAD_BITS = error(
  'ERR ACL GENPASS argument must be the number of bits for the output password, a positive ' +
    `number up to ${PASSWORD_BITS_MAX}`,
);

/** How many entries are shown when nobody says how many. */
const LOG_ENTRIES = 10;

const log = aclAdmin({
  name: 'log',
  arity: -2,
  since: '6.0.0',
  usage: 'LOG [<count> | RESET]',
  summary: 'Shows what was refused to whom, newest first, or forgets it.',
  run([, , text, ...more], _caller, { acl: { log: entries, nowMs } }) {
    if (more.length > 0) return reply(wrongSubcommand('LOG'));
    if (text?.toLowerCase() === 'reset') return { kind: 'acl', change: { kind: 'clear-log' } };
    const count = text === undefined ? LOG_ENTRIES : wholeNumber(text);
    if (count === null) return reply(NOT_AN_INTEGER);
    const wanted = entries.slice(0, Math.max(0, count));
    return reply(array(wanted.map((entry) => logEntry(entry, nowMs))));
  },
});

function logEntry(entry: AclLogEntry, nowMs: number): RespValue {
  return map([
    ['count', integer(entry.count)],
    ['reason', bulk(entry.reason)],
    ['context', bulk('toplevel')],
    ['object', bulk(entry.object)],
    ['username', bulk(entry.username)],
    ['age-seconds', double(Math.max(0, Math.round(nowMs - entry.atMs)) / 1_000)],
    ['client-info', bulk(entry.client)],
  ]);
}

/** null: not a whole number that fits. */
function wholeNumber(text: string): number | null {
  const number = parseDecimal(text);
  return number === null ? null : Number(number);
}

function wrongSubcommand(name: string): RespValue {
  const problem = `unknown subcommand or wrong number of arguments for '${name}'`;
  return error(`ERR ${problem}. Try ACL HELP.`);
}
