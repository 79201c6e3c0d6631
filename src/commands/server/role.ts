// ROLE: that we are a Sentinel, and of which groups.

import type { Command } from '../command.ts';
import { array, bulk, bulks, reply } from '../reply.ts';

export const role: Command = {
  name: 'role',
  arity: 1,
  since: '2.8.12',
  group: 'server',
  flags: ['noscript', 'loading', 'stale', 'fast'],
  categories: ['admin', 'fast', 'dangerous'],
  summary: 'Tells that this is a Sentinel, and the names of its groups.',
  run: (_args, _caller, { views }) =>
    reply(array([bulk('sentinel'), bulks(views.sentinel().groupNames)])),
};
