// SENTINEL PAUSE, RESUME and MAINTENANCE: this Sentinel starts no failover of a group for a while,
// or none because of one node (OPERATOR-13, OPERATOR-14).

import { INT_MAX } from '../../config/values.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import { parseAddress } from '../addresses.ts';
import type { Command } from '../command.ts';
import { renderOutcome, SYNTAX_ERROR } from '../errors.ts';
import { error, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

/** A pause that is forgotten ends by itself. */
export const DEFAULT_PAUSE_MS = 3_600_000;

export const pause: Command = sentinelCommand({
  name: 'pause',
  arity: -3,
  since: '7.2.4',
  usage: 'PAUSE <master-name> [<milliseconds>]',
  summary: 'Starts no failover of a group for an hour or that long, unless one is asked for.',
  run([, , name = '', msText, ...rest]) {
    if (rest.length > 0) return reply(SYNTAX_ERROR);
    const forMs = msText === undefined ? DEFAULT_PAUSE_MS : parseDecimal(msText);
    if (typeof forMs !== 'number' || forMs < 1 || forMs > INT_MAX) {
      return reply(error('ERR Invalid duration of a pause'));
    }
    return { kind: 'operate', request: { kind: 'pause', name, forMs }, render: renderOutcome };
  },
});

export const resume: Command = sentinelCommand({
  name: 'resume',
  arity: 3,
  since: '7.2.4',
  usage: 'RESUME <master-name>',
  summary: 'Ends a pause.',
  run: ([, , name = '']) => ({
    kind: 'operate',
    request: { kind: 'pause', name, forMs: null },
    render: renderOutcome,
  }),
});

export const maintenance: Command = sentinelCommand({
  name: 'maintenance',
  arity: 6,
  since: '7.2.4',
  usage: 'MAINTENANCE <master-name> <ip> <port> ON|OFF',
  summary: 'Neither promotes a node nor starts a failover because of it, until it is off again.',
  run([, , name = '', host = '', port = '', word = '']) {
    const on = word.toLowerCase() === 'on';
    const address = parseAddress(host, port);
    if (address === null || (!on && word.toLowerCase() !== 'off')) return reply(SYNTAX_ERROR);
    const request = { kind: 'maintain', name, address, on } as const;
    return { kind: 'operate', request, render: renderOutcome };
  },
});
