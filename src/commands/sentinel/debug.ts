// SENTINEL DEBUG: shows and changes the periods and timeouts that a Sentinel works by (OPERATOR-9).
// All that are given are changed, or none; nothing is kept over a restart. Which parameters there
// are is in debug-parameters.ts.

import type { Timings } from '../../core/settings.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, Verdict } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { bulk, error, map, reply } from '../reply.ts';
import { DEBUG_PARAMETERS } from './debug-parameters.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const debug: Command = sentinelCommand({
  name: 'debug',
  arity: -2,
  since: '7.0.0',
  usage: 'DEBUG [<parameter> <milliseconds> ...]',
  summary: 'Shows the periods and timeouts of this Sentinel, or changes some of them.',
  run([, , ...words], _caller, { views }) {
    return words.length === 0 ? reply(show(views.timings())) : change(words);
  },
});

function show(timings: Readonly<Timings>): RespValue {
  return map(DEBUG_PARAMETERS.map(({ name, key }) => [name, bulk(String(timings[key]))]));
}

function change(words: readonly string[]): Verdict {
  const timings: Partial<Timings> = {};
  for (let at = 0; at < words.length; at += 2) {
    const typed = words[at] ?? '';
    const parameter = DEBUG_PARAMETERS.find(({ name }) => name === typed.toUpperCase());
    const value = words[at + 1];
    if (parameter === undefined || value === undefined) {
      return refused(`Unknown option or number of arguments for SENTINEL DEBUG '${typed}'`);
    }
    const ms = parseDecimal(value);
    if (ms === null || ms < 1 || ms > Number.MAX_SAFE_INTEGER) {
      return refused(`Invalid argument '${value}' for SENTINEL DEBUG '${typed}'`);
    }
    timings[parameter.key] = Number(ms);
  }
  return { kind: 'operate', request: { kind: 'tune', timings }, render: renderOutcome };
}

function refused(text: string): Verdict {
  return reply(error(`ERR ${text}`));
}
