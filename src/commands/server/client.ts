// CLIENT and those of its subcommands that tell or change what concerns the caller's connection:
// its name and id, its library, whether it wants replies. Who else is connected is in
// client-others.ts, tracking in client-tracking.ts.

import type { Command, Verdict } from '../command.ts';
import { container } from '../container.ts';
import { BAD_CLIENT_NAME, SYNTAX_ERROR } from '../errors.ts';
import { bulk, error, integer, OK, reply, verbatim } from '../reply.ts';
import { isClientName } from '../text-checks.ts';
import { clientAdminCommand, clientCommand, session } from './client-command.ts';
import { kill, list, pause, unblock, unpause } from './client-others.ts';
import { caching, getredir, tracking, trackinginfo } from './client-tracking.ts';

const client = container({
  name: 'client',
  since: '2.4.0',
  group: 'connection',
  flags: [],
  categories: ['slow'],
  summary: 'Asks or changes what concerns connections.',
});

const getname = clientCommand({
  name: 'getname',
  arity: 2,
  since: '2.6.9',
  usage: 'GETNAME',
  summary: 'Tells the name of this connection.',
  run: (_args, { name }) => reply(name === '' ? { kind: 'null' } : bulk(name)),
});

const id = clientCommand({
  name: 'id',
  arity: 2,
  since: '5.0.0',
  usage: 'ID',
  summary: 'Tells the id of this connection.',
  run: (_args, caller) => reply(integer(caller.id)),
});

const info = clientCommand({
  name: 'info',
  arity: 2,
  since: '6.2.0',
  usage: 'INFO',
  summary: 'Shows this connection as CLIENT LIST does.',
  tips: ['nondeterministic_output'],
  run: (_args, caller, { clients }) => reply(verbatim(`${clients.line(caller.id)}\n`)),
});

const noEvict = clientAdminCommand({
  name: 'no-evict',
  arity: 3,
  since: '7.0.0',
  usage: 'NO-EVICT (ON|OFF)',
  summary: 'Marks this connection as one that is not given up for memory; here none ever is.',
  run: ([, , word = '']) => {
    const mode = word.toLowerCase();
    if (mode !== 'on' && mode !== 'off') return reply(SYNTAX_ERROR);
    return session({ kind: 'no-evict', on: mode === 'on' });
  },
});

const replyCommand = clientCommand({
  name: 'reply',
  arity: 3,
  since: '3.2.0',
  usage: 'REPLY (ON|OFF|SKIP)',
  summary: 'Stops the replies to this connection, starts them again, or leaves out the next one.',
  run: ([, , word = '']) => {
    const mode = word.toLowerCase();
    if (mode !== 'on' && mode !== 'off' && mode !== 'skip') return reply(SYNTAX_ERROR);
    return session({ kind: 'reply-mode', mode });
  },
});

const setinfo = clientCommand({
  name: 'setinfo',
  arity: 4,
  since: '7.2.0',
  usage: 'SETINFO (LIB-NAME|LIB-VER) <value>',
  summary: 'Tells the name or the version of the library that this connection uses.',
  run: ([, , option = '', value = '']) => setLibrary(option, value),
});

const setname = clientCommand({
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
  caching,
  getname,
  getredir,
  id,
  info,
  kill,
  list,
  noEvict,
  pause,
  replyCommand,
  setinfo,
  setname,
  tracking,
  trackinginfo,
  unblock,
  unpause,
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
