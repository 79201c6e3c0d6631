// SENTINEL CKQUORUM: could a failover be agreed on and authorised right now (OPERATOR-7)?

import type { QuorumView } from '../../core/view.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const ckquorum: Command = sentinelCommand({
  name: 'ckquorum',
  arity: 3,
  since: '2.8.4',
  usage: 'CKQUORUM <master-name>',
  summary: 'Checks whether enough Sentinels are usable to agree on a failover and to authorise it.',
  run([, , name = ''], _caller, { views }) {
    const view = views.quorum(name);
    return reply(view === null ? NO_SUCH_MASTER : quorumReply(view));
  },
});

type QuorumReply = Extract<RespValue, { kind: 'simple' | 'error' }>;

/** A simple text where it could, an error where not. */
export function quorumReply({ usable, voters, quorum }: QuorumView): QuorumReply {
  const majority = Math.floor(voters / 2) + 1;
  const lacks: string[] = [];
  if (usable < quorum) lacks.push('reach the specified quorum for this master');
  if (usable < majority) lacks.push('reach the majority and authorize a failover');
  const count = `${usable} usable Sentinels`;
  if (lacks.length === 0) {
    const text = `OK ${count}. Quorum and failover authorization can be reached`;
    return { kind: 'simple', text };
  }
  const clauses = lacks.map((lack) => `Not enough available Sentinels to ${lack}`);
  return { kind: 'error', text: `NOQUORUM ${[count, ...clauses].join('. ')}` };
}
