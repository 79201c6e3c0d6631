// SENTINEL REPLICAS, and SLAVES as it was called first: the replicas of one group.

import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { replicaMap } from '../instance-map.ts';
import { array, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const replicas: Command = sentinelCommand({
  name: 'replicas',
  arity: 3,
  since: '5.0.0',
  usage: 'REPLICAS <master-name>',
  summary: 'Lists the replicas of a group with their state.',
  run([, , name = ''], _caller, { views }) {
    const all = views.replicas(name);
    if (all === null) return reply(NO_SUCH_MASTER);
    // A replica with `replica-announced no` wishes to be unknown to clients.
    return reply(array(all.filter((replica) => replica.announced).map(replicaMap)));
  },
});
