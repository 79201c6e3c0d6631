// SENTINEL IS-MASTER-DOWN-BY-ADDR: what we think of a master, and with a run id, our vote (ASK-4,
// VOTE-2). Only the form of the question is checked here; the core answers it.

import { normalIp } from '../../core/ip-literal.ts';
import type { VoteAnswer } from '../../core/output.ts';
import { parseRunId } from '../../dialect/token.ts';
import { parseDecimal } from '../../resp/decimal.ts';
import type { RespValue } from '../../resp/value.ts';
import type { Command } from '../command.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { array, bulk, error, integer, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const isMasterDownByAddr: Command = sentinelCommand({
  name: 'is-master-down-by-addr',
  arity: 6,
  since: '2.8.4',
  usage: 'IS-MASTER-DOWN-BY-ADDR <ip> <port> <current-epoch> <runid>',
  summary: 'Tells whether a master is down from here, and votes for the run id unless it is *.',
  run([, , host = '', portText = '', epochText = '', runId = '']) {
    const port = parseDecimal(portText);
    const epoch = parseDecimal(epochText);
    // Stock takes a negative epoch for one near 2^64, which would spend all epochs at once.
    if (port === null || epoch === null || epoch < 0) return reply(NOT_AN_INTEGER);
    const candidate = runId === '*' ? null : parseRunId(runId);
    if (candidate === null && runId !== '*') return reply(INVALID_RUN_ID);
    return {
      kind: 'ask',
      master: { host: normalIp(host) ?? host, port: Number(port) },
      epoch: BigInt(epoch),
      candidate,
      render: candidate === null ? renderOpinion : renderVote,
    };
  },
});

/** It goes into the log, into events and into answers. */
const INVALID_RUN_ID = error('ERR Invalid run id: 40 letters, digits, - or _ are expected');

function renderVote({ down, leader, leaderEpoch }: VoteAnswer): RespValue {
  return array([integer(down ? 1 : 0), bulk(leader ?? '*'), integer(leaderEpoch)]);
}

/** Whoever asks for no vote is not told of one that was given before. */
function renderOpinion({ down }: VoteAnswer): RespValue {
  return renderVote({ down, leader: null, leaderEpoch: 0n });
}
