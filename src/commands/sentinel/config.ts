// SENTINEL CONFIG: shows and changes what holds for all groups (OPERATOR-8). All that one SET gives
// is changed, or nothing. Which options there are is in config-options.ts.

import { matchesGlob } from '../../resp/glob.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, Sight, Verdict } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { bulk, error, map, reply } from '../reply.ts';
import { CONFIG_OPTIONS, type ConfigChange } from './config-options.ts';
import { sentinelCommand } from './sentinel-command.ts';
import { HIDDEN } from './set-options.ts';

export const config: Command = sentinelCommand({
  name: 'config',
  arity: -3,
  since: '6.2.0',
  usage:
    'CONFIG GET <pattern> [<pattern> ...] / CONFIG SET <option> <value> [<option> <value> ...]',
  summary: 'Shows or changes settings of this Sentinel that hold for all its groups.',
  run([, , verb = '', ...words], _caller, sight) {
    if (verb.toLowerCase() === 'get' && words.length > 0) return reply(show(words, sight));
    if (verb.toLowerCase() === 'set' && words.length > 1) return change(words);
    return reply(WRONG_FORM);
  },
});

const WRONG_FORM = error(
  'ERR Only SENTINEL CONFIG GET <option> / SET <option> <value> are supported.',
);

/** In the order of the options, each once, whatever the order of the patterns. */
function show(patterns: readonly string[], { views, settings }: Sight): RespValue {
  const wanted = patterns.map((pattern) => pattern.toLowerCase());
  const shown = CONFIG_OPTIONS.filter(({ name }) =>
    wanted.some((pattern) => matchesGlob(pattern, name)),
  );
  const values = { settings: views.settings(), logLevel: settings.logLevel };
  return map(shown.map((option) => [option.name, bulk(option.show(values))]));
}

function change(words: readonly string[]): Verdict {
  const changes: ConfigChange[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < words.length; at += 2) {
    const typed = words[at] ?? '';
    const name = typed.toLowerCase();
    const option = CONFIG_OPTIONS.find((each) => each.name === name);
    if (option === undefined) return refused(`Invalid argument '${typed}' to SENTINEL CONFIG SET`);
    if (seen.has(name)) return refused(`Duplicate argument '${typed}' to SENTINEL CONFIG SET`);
    seen.add(name);
    const value = words[at + 1];
    if (value === undefined) return refused(`Missing argument '${typed}' value`);
    const read = option.read(value);
    if (read === null) {
      const shown = option.secret === true ? HIDDEN : value;
      return refused(`Invalid value '${shown}' to SENTINEL CONFIG SET '${typed}'`);
    }
    changes.push(read);
  }
  return {
    kind: 'operate',
    request: {
      kind: 'configure',
      changes: Object.assign({}, ...changes.map(({ settings }) => settings)),
      logLevel: changes.find(({ logLevel }) => logLevel !== undefined)?.logLevel ?? null,
    },
    render: renderOutcome,
  };
}

function refused(text: string): Verdict {
  return reply(error(`ERR ${text}`));
}
