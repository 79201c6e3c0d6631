// The table of arguments speaks of commands that there are, and of all that take any.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from './catalogue.ts';
import { ARGUMENTS } from './command-arguments.ts';

/** COMMAND GETKEYS and PENDING-SCRIPTS have none in stock's own words. */
const SILENT: ReadonlySet<string> = new Set(['command|getkeys', 'command|getkeysandflags']);

test('every command that takes arguments tells them, and no other', () => {
  const containers = new Set(COMMANDS.map(({ name }) => name.split('|', 1)[0]));
  for (const { name, arity } of COMMANDS) {
    const own = name.includes('|') ? 2 : 1;
    const isContainer = COMMANDS.some((other) => other.name.startsWith(`${name}|`));
    if (isContainer || SILENT.has(name)) continue;
    assert.equal(ARGUMENTS.has(name), arity !== own, name);
  }
  for (const name of ARGUMENTS.keys()) {
    const container = name.split('|', 1)[0] ?? '';
    if (!containers.has(container)) continue;
    assert.ok(
      COMMANDS.some((command) => command.name === name),
      name,
    );
  }
});
