// The page of all commands, from their catalogue, with the options of those that have a table of
// them.

import { COMMANDS } from '../../src/commands/catalogue.ts';
import type { Command } from '../../src/commands/command.ts';
import { HABITS } from '../../src/commands/server/habits.ts';
import { optionParts } from './command-options.ts';
import { code, opening, type Page, table } from './page.ts';

export function commandsPage(): Page {
  const text = [
    opening(
      'Commands',
      'src/commands/',
      'Names are taken in any case. An arity counts the name; a negative one is a minimum.',
    ),
    table(['command', 'arity', 'since', 'what it does'], COMMANDS.map(row)),
    'Answered, because clients send them by habit, and shown by no COMMAND:',
    '',
    table(['command', 'arity', 'since', 'what it does'], HABITS.map(row)),
    ...optionParts(),
  ].join('\n');
  return { path: 'docs/generated/commands.md', text };
}

function row({ name, arity, since, summary, usage }: Command): readonly string[] {
  const [container = '', subcommand] = name.toUpperCase().split('|');
  const shown = subcommand === undefined ? container : `${container} ${usage ?? subcommand}`;
  return [code(shown), String(arity), since, summary];
}
