// What all SENTINEL subcommands have in common: their flags, their categories, and how one goes by
// a second name.

import type { Command } from '../command.ts';

type Subcommand = Pick<Command, 'name' | 'arity' | 'since' | 'summary' | 'run' | 'usage'>;

/** `subcommand.name` without the container's. */
export function sentinelCommand(subcommand: Subcommand): Command {
  return {
    ...subcommand,
    name: `sentinel|${subcommand.name}`,
    group: 'sentinel',
    flags: ['admin'],
    categories: ['admin', 'slow', 'dangerous'],
  };
}

/** The same under another name, which HELP does not show. */
export function alias(command: Command, name: string, since: string): Command {
  const { usage: _hidden, ...rest } = command;
  return { ...rest, name: `sentinel|${name}`, since };
}
