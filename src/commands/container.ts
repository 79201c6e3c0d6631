// A command that is only a name for its subcommands, and the HELP that is derived from them.

import type { Command } from './command.ts';
import { wrongArity } from './errors.ts';
import { array, reply, simple } from './reply.ts';

type Container = Pick<Command, 'name' | 'since' | 'group' | 'flags' | 'categories' | 'summary'>;

/** Alone, without a subcommand, it lacks an argument. */
export function container(record: Container): Command {
  return { ...record, arity: -2, run: () => reply(wrongArity(record.name)) };
}

type Help = Pick<Command, 'name' | 'since' | 'group' | 'categories'>;

/** HELP of the container `record.name`: what to type, then what it does, of all its subcommands. */
export function help(record: Help, allCommands: () => readonly Command[]): Command {
  const { name } = record;
  return {
    ...record,
    name: `${name}|help`,
    arity: 2,
    flags: ['loading', 'stale'],
    usage: 'HELP',
    summary: 'Prints this help.',
    run() {
      const title = `${name.toUpperCase()} <subcommand> [<arg> [value] [opt] ...].`;
      const family = allCommands().filter((command) => belongsTo(command, name));
      return reply(array([`${title} Subcommands are:`, ...family.flatMap(helpLines)].map(simple)));
    },
  };
}

/** Is it the container itself or one of its subcommands? */
function belongsTo(command: Command, containerName: string): boolean {
  return command.name === containerName || command.name.startsWith(`${containerName}|`);
}

function helpLines({ usage, summary, moreHelp = [] }: Command): readonly string[] {
  return usage === undefined ? [] : [usage, `    ${summary}`, ...moreHelp];
}
