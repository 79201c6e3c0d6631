// SENTINEL FORGET: one replica or one other Sentinel is forgotten here (OPERATOR-12). Stock knows
// only RESET, which forgets all of them.

import { parseAddress } from '../addresses.ts';
import type { Command } from '../command.ts';
import { renderOutcome, SYNTAX_ERROR } from '../errors.ts';
import { reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const forget: Command = sentinelCommand({
  name: 'forget',
  arity: -5,
  since: '7.2.4',
  usage: 'FORGET <master-name> REPLICA <ip> <port> | SENTINEL <runid>',
  summary: 'Forgets one replica or one other Sentinel of a group.',
  run([, , name = '', kind = '', first = '', second, ...rest]) {
    const who = readWho(kind.toLowerCase(), first, second);
    if (who === null || rest.length > 0) return reply(SYNTAX_ERROR);
    return { kind: 'operate', request: { kind: 'forget', name, who }, render: renderOutcome };
  },
});

function readWho(kind: string, first: string, second: string | undefined) {
  if (kind === 'sentinel') {
    if (second !== undefined) return null;
    return { kind: 'sentinel', runId: first } as const;
  }
  if (kind !== 'replica' && kind !== 'slave') return null;
  const address = parseAddress(first, second);
  return address === null ? null : ({ kind: 'replica', address } as const);
}
