// What all ACL subcommands have in common: their flags and their categories.

import type { Command } from '../command.ts';

type Subcommand = Pick<Command, 'name' | 'arity' | 'since' | 'summary' | 'run' | 'usage'>;

/** Open to everybody who may call commands at all. `subcommand.name` without the container's. */
export function aclCommand(subcommand: Subcommand): Command {
  return {
    ...subcommand,
    name: `acl|${subcommand.name}`,
    group: 'server',
    flags: ['noscript', 'loading', 'stale'],
    categories: ['slow'],
  };
}

/** For administrators. */
export function aclAdmin(subcommand: Subcommand): Command {
  return {
    ...aclCommand(subcommand),
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: ['admin', 'slow', 'dangerous'],
  };
}
