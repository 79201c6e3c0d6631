// SENTINEL MASTER: the master of one group.

import type { Command } from '../command.ts';
import { NO_SUCH_MASTER } from '../errors.ts';
import { masterMap } from '../instance-map.ts';
import { reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const master: Command = sentinelCommand({
  name: 'master',
  arity: 3,
  since: '2.8.4',
  usage: 'MASTER <master-name>',
  summary: 'Shows the master of a group with its state.',
  run([, , name = ''], _caller, { views }) {
    const view = views.master(name);
    return reply(view === null ? NO_SUCH_MASTER : masterMap(view));
  },
});
