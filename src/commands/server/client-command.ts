// What the subcommands of CLIENT have in common: their flags and categories, of those for everybody
// and of those for operators, and how one asks for a change of its connection.

import type { Command, SessionChange, Verdict } from '../command.ts';
import { error } from '../reply.ts';

type Subcommand = Pick<
  Command,
  'name' | 'arity' | 'since' | 'usage' | 'moreHelp' | 'summary' | 'tips' | 'run'
>;

/** `record.name` without the container's. */
export function clientCommand(record: Subcommand): Command {
  return {
    ...record,
    name: `client|${record.name}`,
    group: 'connection',
    flags: ['noscript', 'loading', 'stale'],
    categories: ['slow', 'connection'],
  };
}

/** One that concerns the connections of others. */
export function clientAdminCommand(record: Subcommand): Command {
  return {
    ...clientCommand(record),
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: ['admin', 'slow', 'dangerous', 'connection'],
  };
}

export function session(change: SessionChange): Verdict {
  return { kind: 'session', change };
}

/** What stock says of a word too many where the catalogue allows any number of them; `name` as it
 *  was typed. */
export function tooManyWords(name: string): Verdict {
  const text = `unknown subcommand or wrong number of arguments for '${name}'. Try CLIENT HELP.`;
  return { kind: 'reply', value: error(`ERR ${text}`) };
}
