// The rooms that decide take nothing from the platform: no clock, no chance, no input or output of
// their own. The compiler refuses most of it (`types: []`); this finds what it lets pass.

import type { Check, Finding } from './check.ts';
import { roomOf } from './import-law.ts';
import type { Place, Syntax } from './syntax.ts';
import { isTest, type Tree } from './tree.ts';

const PURE_ROOMS: ReadonlySet<string> = new Set([
  'core',
  'dialect',
  'resp',
  'acl',
  'config',
  'events',
  'commands',
  'ports',
  'driver',
  'scripts',
  'metrics',
]);

const TAKE_TIME = 'take the time as an argument';
const TAKE_CHANCE = "draw from the state's seeded generator";
const RETURN_IT = 'return what is wanted as a value and let an outer room do it';

/** What to do instead of each name. */
const BANNED_GLOBALS: Readonly<Record<string, string>> = {
  Date: TAKE_TIME,
  performance: TAKE_TIME,
  Temporal: TAKE_TIME,
  setTimeout: 'return a deadline',
  setInterval: 'return a deadline',
  setImmediate: 'return a deadline',
  queueMicrotask: RETURN_IT,
  Promise: RETURN_IT,
  process: RETURN_IT,
  console: 'return a note or an event',
  Intl: 'format by hand: the result must not depend on the machine',
  crypto: TAKE_CHANCE,
  fetch: RETURN_IT,
  require: 'import it',
  globalThis: 'name what is needed and pass it in',
  Buffer: 'use Uint8Array and strings',
};

const BANNED_MEMBERS: Readonly<Record<string, string>> = {
  'Math.random': TAKE_CHANCE,
};

/** Their results depend on the language of the machine. */
const BANNED_METHODS = /\.(?:localeCompare|toLocale\w*)\b/;

export const pureRooms: Check = {
  name: 'pure-rooms',
  find(tree: Tree): readonly Finding[] {
    const findings: Finding[] = [];
    for (const { path, lines } of tree.sources()) {
      if (isTest(path) || path.endsWith('.d.ts')) continue;
      if (!path.startsWith('src/') || !PURE_ROOMS.has(roomOf(path) ?? '')) continue;
      for (const found of faults(tree.syntax(path))) findings.push({ path, ...found });
      lines.forEach((line, index) => {
        if (BANNED_METHODS.test(line)) {
          const text = 'depends on the language of the machine: compare with < and >';
          findings.push({ path, line: index + 1, text });
        }
      });
    }
    return findings;
  },
};

function faults(syntax: Syntax): readonly { line: number; text: string }[] {
  const imports = syntax.imports
    .filter((imported) => imported.specifier.startsWith('node:'))
    .map(({ line, specifier }) => ({ line, text: `imports ${specifier}: ${RETURN_IT}` }));
  const asyncs = syntax.asyncs.map(({ line }) => ({
    line,
    text: `async code in a pure room: ${RETURN_IT}`,
  }));
  return [
    ...imports,
    ...asyncs,
    ...banned(syntax.globals, BANNED_GLOBALS),
    ...banned(syntax.members, BANNED_MEMBERS),
  ];
}

function banned(
  places: readonly Place[],
  list: Readonly<Record<string, string>>,
): readonly { line: number; text: string }[] {
  return places
    .filter((place) => Object.hasOwn(list, place.text))
    .map((place) => ({
      line: place.line,
      text: `${place.text} in a pure room: ${list[place.text]}`,
    }));
}
