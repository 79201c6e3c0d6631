// Commands that the file gives other names, or none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolver } from './renamed-commands.ts';

function nameOf(
  renamed: Readonly<Record<string, string>>,
  words: readonly string[],
): string | null {
  const found = resolver(new Map(Object.entries(renamed)))(words);
  return found.kind === 'command' ? found.command.name : null;
}

test('without new names every command has its own', () => {
  assert.equal(nameOf({}, ['PING']), 'ping');
});

test('a command is known by its new name only, subcommands included', () => {
  assert.equal(nameOf({ sentinel: 'Guard' }, ['guard', 'MASTERS']), 'sentinel|masters');
  assert.equal(nameOf({ sentinel: 'Guard' }, ['SENTINEL', 'MASTERS']), null);
  assert.equal(nameOf({ sentinel: 'Guard' }, ['PING']), 'ping');
});

test('a command without a name is gone', () => {
  assert.equal(nameOf({ shutdown: '' }, ['SHUTDOWN']), null);
  assert.equal(nameOf({ shutdown: '' }, ['']), null);
});
