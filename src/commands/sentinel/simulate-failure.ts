// SENTINEL SIMULATE-FAILURE: the process is to crash in the middle of the next failover that it
// leads (OPERATOR-10), so that people can try out what their fleet makes of that.

import type { SimulatedFailure } from '../../core/operator-request.ts';
import type { Command } from '../command.ts';
import { renderOutcome } from '../errors.ts';
import { bulks, error, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

/** In the order of their bits in INFO. */
export const SIMULATED_FAILURES: readonly SimulatedFailure[] = [
  'crash-after-election',
  'crash-after-promotion',
];

export const simulateFailure: Command = sentinelCommand({
  name: 'simulate-failure',
  arity: -3,
  since: '3.2.0',
  usage: 'SIMULATE-FAILURE [CRASH-AFTER-ELECTION] [CRASH-AFTER-PROMOTION] [HELP]',
  summary: 'Makes this Sentinel crash during the next failover that it leads.',
  run([, , ...words]) {
    const names = words.map((word) => word.toLowerCase());
    const failures = SIMULATED_FAILURES.filter((failure) => names.includes(failure));
    const first = names.find((name) => !failures.some((failure) => failure === name));
    if (first === 'help') return reply(bulks(SIMULATED_FAILURES));
    if (first !== undefined) return reply(error('ERR Unknown failure simulation specified'));
    return { kind: 'operate', request: { kind: 'simulate', failures }, render: renderOutcome };
  },
});
