// CLIENT subcommands that concern the connections of others: showing and ending them, and making
// all of them wait.

import { parseDecimal } from '../../resp/decimal.ts';
import type { Command } from '../command.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { error, integer, OK, reply, verbatim } from '../reply.ts';
import { clientAdminCommand, session, tooManyWords } from './client-command.ts';
import { chooseClients, chooseVictims } from './client-filter.ts';

export const list: Command = clientAdminCommand({
  name: 'list',
  arity: -2,
  since: '2.4.0',
  usage: 'LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB) | ID <id> ...]',
  summary: 'Lists the connections, one a line.',
  tips: ['nondeterministic_output'],
  run: ([, , ...words], _caller, { clients }) => {
    const chosen = chooseClients(words);
    if (!chosen.ok) return reply(chosen.error);
    const lines = chosen.pick(clients.lines());
    return reply(verbatim(lines.map(({ text }) => `${text}\n`).join('')));
  },
});

export const kill: Command = clientAdminCommand({
  name: 'kill',
  arity: -3,
  since: '2.4.0',
  usage: 'KILL <ip:port>',
  summary: 'Ends the connection that comes from there.',
  moreHelp: [
    'KILL <option> <value> [<option> <value> [...]]',
    '    Ends the connections that every option fits, and tells how many:',
    '    * ADDR <ip:port>, LADDR <ip:port>',
    '      The other end and this end of the connection.',
    '    * ID <id>, USER <username>, TYPE (NORMAL|MASTER|REPLICA|PUBSUB)',
    '      As CLIENT LIST shows them.',
    '    * SKIPME (YES|NO)',
    '      Whether the connection that asks is spared (it is, unless told otherwise).',
  ],
  run: ([, , ...words], caller, { clients, acl }) => {
    const chosen = chooseVictims(words, caller.id, (name) => acl.users.has(name));
    if (!chosen.ok) return reply(chosen.error);
    const ids = new Set(
      clients
        .lines()
        .filter(chosen.wanted)
        .map((client) => client.id),
    );
    if (words.length > 1) return session({ kind: 'kill', ids, value: integer(ids.size) });
    if (ids.size === 0) return reply(error('ERR No such client'));
    return session({ kind: 'kill', ids, value: OK });
  },
});

export const pause: Command = clientAdminCommand({
  name: 'pause',
  arity: -3,
  since: '2.9.50',
  usage: 'PAUSE <timeout> [WRITE|ALL]',
  summary:
    'Lets the commands of all connections wait for so many milliseconds; WRITE: PUBLISH only.',
  run: ([, own = '', timeout = '', word = 'all', ...more]) => {
    if (more.length > 0) return tooManyWords(own);
    const mode = word.toLowerCase();
    if (mode !== 'write' && mode !== 'all') {
      return reply(error('ERR CLIENT PAUSE mode must be WRITE or ALL'));
    }
    const durationMs = parseDecimal(timeout);
    if (durationMs === null) return reply(error('ERR timeout is not an integer or out of range'));
    if (durationMs < 0) return reply(error('ERR timeout is negative'));
    return session({ kind: 'pause', mode, durationMs: Number(durationMs) });
  },
});

export const unpause: Command = clientAdminCommand({
  name: 'unpause',
  arity: 2,
  since: '6.2.0',
  usage: 'UNPAUSE',
  summary: 'Ends CLIENT PAUSE: what has waited goes on.',
  run: () => session({ kind: 'unpause' }),
});

/** No command of a Sentinel blocks, and one that waits for the end of a pause is not let go (stock
 *  crashes on it). */
export const unblock: Command = clientAdminCommand({
  name: 'unblock',
  arity: -3,
  since: '5.0.0',
  usage: 'UNBLOCK <client-id> [TIMEOUT|ERROR]',
  summary: 'Lets a connection go that a command blocks; here none ever is.',
  run: ([, own = '', id = '', reason = 'timeout', ...more]) => {
    if (more.length > 0) return tooManyWords(own);
    if (!['timeout', 'error'].includes(reason.toLowerCase())) {
      return reply(error('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR'));
    }
    return reply(parseDecimal(id) === null ? NOT_AN_INTEGER : integer(0));
  },
});
