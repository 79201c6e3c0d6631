// SENTINEL MASTERS: the master of every group.

import type { Command } from '../command.ts';
import { masterMap } from '../instance-map.ts';
import { array, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const masters: Command = sentinelCommand({
  name: 'masters',
  arity: 2,
  since: '2.8.4',
  usage: 'MASTERS',
  summary: 'Lists the masters of all groups with their state.',
  run(_args, _caller, { views }) {
    const all = views.sentinel().groupNames.map((name) => views.master(name));
    return reply(array(all.filter((master) => master !== null).map(masterMap)));
  },
});
