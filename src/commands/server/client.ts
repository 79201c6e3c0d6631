// CLIENT and its subcommands: the name and the id of a connection, and who else is connected.

import type { Command, SessionChange, Verdict } from '../command.ts';
import { container } from '../container.ts';
import { BAD_CLIENT_NAME } from '../errors.ts';
import { bulk, error, integer, OK, reply } from '../reply.ts';
import { isClientName } from '../text-checks.ts';
import { chooseClients } from './client-filter.ts';

type Subcommand = Pick<Command, 'name' | 'arity' | 'since' | 'usage' | 'summary' | 'run'>;

function subcommand(record: Subcommand): Command {
  return {
    ...record,
    name: `client|${record.name}`,
    group: 'connection',
    flags: ['noscript', 'loading', 'stale'],
    categories: ['slow', 'connection'],
  };
}

const client = container({
  name: 'client',
  since: '2.4.0',
  group: 'connection',
  flags: [],
  categories: ['slow'],
  summary: 'Asks or changes what concerns connections.',
});

const getname = subcommand({
  name: 'getname',
  arity: 2,
  since: '2.6.9',
  usage: 'GETNAME',
  summary: 'Tells the name of this connection.',
  run: (_args, { name }) => reply(name === '' ? { kind: 'null' } : bulk(name)),
});

const id = subcommand({
  name: 'id',
  arity: 2,
  since: '5.0.0',
  usage: 'ID',
  summary: 'Tells the id of this connection.',
  run: (_args, caller) => reply(integer(caller.id)),
});

const info = subcommand({
  name: 'info',
  arity: 2,
  since: '6.2.0',
  usage: 'INFO',
  summary: 'Shows this connection as CLIENT LIST does.',
  run: (_args, caller, { clients }) => reply(bulk(`${clients.line(caller.id)}\n`)),
});

const list: Command = {
  ...subcommand({
    name: 'list',
    arity: -2,
    since: '2.4.0',
    usage: 'LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB) | ID <id> ...]',
    summary: 'Lists the connections, one a line.',
    run: ([, , ...words], _caller, { clients }) => {
      const chosen = chooseClients(words);
      if (!chosen.ok) return reply(chosen.error);
      const lines = clients.lines().filter(chosen.wanted);
      return reply(bulk(lines.map(({ text }) => `${text}\n`).join('')));
    },
  }),
  flags: ['admin', 'noscript', 'loading', 'stale'],
  categories: ['admin', 'slow', 'dangerous', 'connection'],
};

const setinfo = subcommand({
  name: 'setinfo',
  arity: 4,
  since: '7.2.0',
  usage: 'SETINFO (LIB-NAME|LIB-VER) <value>',
  summary: 'Tells the name or the version of the library that this connection uses.',
  run: ([, , option = '', value = '']) => setLibrary(option, value),
});

const setname = subcommand({
  name: 'setname',
  arity: 3,
  since: '2.6.9',
  usage: 'SETNAME <name>',
  summary: 'Names this connection.',
  run: ([, , name = '']) => {
    if (!isClientName(name)) return reply(BAD_CLIENT_NAME);
    return session({
      kind: 'introduce',
      protocol: null,
      credentials: null,
      name,
      reply: () => OK,
    });
  },
});

/** CLIENT itself and all its subcommands but HELP. */
export const clientCommands: readonly Command[] = [
  client,
  getname,
  id,
  info,
  list,
  setinfo,
  setname,
];

function setLibrary(option: string, value: string): Verdict {
  const attribute = option.toLowerCase();
  if (attribute !== 'lib-name' && attribute !== 'lib-ver') {
    return reply(error(`ERR Unrecognized option '${option}'`));
  }
  if (!isClientName(value)) {
    const reason = 'cannot contain spaces, newlines or special characters.';
    return reply(error(`ERR ${attribute} ${reason}`));
  }
  return session({ kind: 'set-library', attribute, value });
}

function session(change: SessionChange): Verdict {
  return { kind: 'session', change };
}
