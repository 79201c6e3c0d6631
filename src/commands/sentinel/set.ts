// SENTINEL SET: change options of a group, all that are given or none of them (OPERATOR-4). Which
// options there are is in set-options.ts.

import type { OptionChange } from '../../core/operator-request.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, SettingsSight } from '../command.ts';
import { NO_SUCH_MASTER, renderOutcome } from '../errors.ts';
import { error, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';
import { HIDDEN, SET_OPTIONS } from './set-options.ts';

export const set: Command = sentinelCommand({
  name: 'set',
  arity: -5,
  since: '2.8.4',
  usage: 'SET <master-name> <option> <value> [<option> <value> ...]',
  summary: 'Changes options of a group: all that are given, or none if one of them is wrong.',
  run([, , name = '', ...words], _caller, { settings, views }) {
    if (views.currentAddress(name) === null) return reply(NO_SUCH_MASTER);
    const read = readChanges(words, settings, settings.renamedCommands(name));
    if (!read.ok) return reply(read.error);
    return {
      kind: 'operate',
      request: { kind: 'set', name, changes: read.changes },
      render: renderOutcome,
    };
  },
});

type ReadChanges =
  | { readonly ok: true; readonly changes: readonly OptionChange[] }
  | { readonly ok: false; readonly error: RespValue };

function readChanges(
  words: readonly string[],
  settings: SettingsSight,
  renamedBefore: ReadonlyMap<string, string>,
): ReadChanges {
  const changes: OptionChange[] = [];
  let renamedCommands = renamedBefore;
  let at = 0;
  while (at < words.length) {
    const name = words[at] ?? '';
    const option = SET_OPTIONS.get(name.toLowerCase());
    const values = words.slice(at + 1, at + 1 + (option?.valueCount ?? 0));
    if (option === undefined || values.length < option.valueCount) return unknownOption(name);
    const read = option.read(values, { settings, renamedCommands });
    if (!read.ok) return { ok: false, error: read.refusal(name) };
    renamedCommands = read.options.renamedCommands ?? renamedCommands;
    const shown = option.secret === true ? values.map(() => HIDDEN) : values;
    changes.push({ options: read.options, shown: [name, ...shown] });
    at += 1 + option.valueCount;
  }
  return { ok: true, changes };
}

function unknownOption(name: string): ReadChanges {
  const text = `ERR Unknown option or number of arguments for SENTINEL SET '${name}'`;
  return { ok: false, error: error(text) };
}
