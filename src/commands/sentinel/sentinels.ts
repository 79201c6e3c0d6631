// SENTINEL SENTINELS: the peers that watch the same group, never ourselves.

import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { peerMap } from '../instance-map.ts';
import { array, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const sentinels: Command = sentinelCommand({
  name: 'sentinels',
  arity: 3,
  since: '2.8.4',
  usage: 'SENTINELS <master-name>',
  summary: 'Lists the other Sentinels of a group with their state.',
  run([, , name = ''], _caller, { views }) {
    const peers = views.peers(name);
    return reply(peers === null ? NO_SUCH_MASTER : array(peers.map(peerMap)));
  },
});
