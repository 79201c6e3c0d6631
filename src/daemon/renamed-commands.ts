// `rename-command` of our own file: a command is known by its new name only, or by none.

import { type Resolved, resolve } from '../commands/catalogue.ts';
import { unknownCommand } from '../commands/errors.ts';

/** Finds commands by the names that they have here. `renamed`: lower case to new name. */
export function resolver(
  renamed: ReadonlyMap<string, string>,
): (args: readonly string[]) => Resolved {
  if (renamed.size === 0) return resolve;
  const named = [...renamed].filter(([, to]) => to !== '');
  const originals = new Map(named.map(([from, to]) => [to.toLowerCase(), from]));
  return (args) => {
    const [name = '', ...rest] = args;
    const original = originals.get(name.toLowerCase());
    if (original !== undefined) return resolve([original, ...rest]);
    if (!renamed.has(name.toLowerCase())) return resolve(args);
    return { kind: 'error', value: unknownCommand(args), name: null };
  };
}
