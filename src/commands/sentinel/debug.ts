// SENTINEL DEBUG: shows and changes the periods and timeouts that a Sentinel works by (OPERATOR-9).
// All that are given are changed, or none; nothing is kept over a restart.

import type { Timings } from '../../core/settings.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command, Verdict } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { bulk, error, map, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

/** By the name that people type, in the order in which they are shown. */
const PARAMETERS: ReadonlyMap<string, keyof Timings> = new Map<string, keyof Timings>([
  ['INFO-PERIOD', 'infoPeriodMs'],
  ['PING-PERIOD', 'pingPeriodMs'],
  ['ASK-PERIOD', 'askPeriodMs'],
  ['PUBLISH-PERIOD', 'publishPeriodMs'],
  ['DEFAULT-DOWN-AFTER', 'defaultDownAfterMs'],
  ['DEFAULT-FAILOVER-TIMEOUT', 'defaultFailoverTimeoutMs'],
  ['TILT-TRIGGER', 'tiltTriggerMs'],
  ['TILT-PERIOD', 'tiltPeriodMs'],
  ['SLAVE-RECONF-TIMEOUT', 'slaveReconfTimeoutMs'],
  ['MIN-LINK-RECONNECT-PERIOD', 'minLinkReconnectPeriodMs'],
  ['ELECTION-TIMEOUT', 'electionTimeoutMs'],
  ['SCRIPT-MAX-RUNTIME', 'scriptMaxRuntimeMs'],
  ['SCRIPT-RETRY-DELAY', 'scriptRetryDelayMs'],
]);

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
  return map([...PARAMETERS].map(([name, key]) => [name, bulk(String(timings[key]))]));
}

function change(words: readonly string[]): Verdict {
  const timings: Partial<Timings> = {};
  for (let at = 0; at < words.length; at += 2) {
    const typed = words[at] ?? '';
    const key = PARAMETERS.get(typed.toUpperCase());
    const value = words[at + 1];
    if (key === undefined || value === undefined) {
      return refused(`Unknown option or number of arguments for SENTINEL DEBUG '${typed}'`);
    }
    const ms = parseDecimal(value);
    if (ms === null || ms < 1 || ms > Number.MAX_SAFE_INTEGER) {
      return refused(`Invalid argument '${value}' for SENTINEL DEBUG '${typed}'`);
    }
    timings[key] = Number(ms);
  }
  return { kind: 'operate', request: { kind: 'tune', timings }, render: renderOutcome };
}

function refused(text: string): Verdict {
  return reply(error(`ERR ${text}`));
}
