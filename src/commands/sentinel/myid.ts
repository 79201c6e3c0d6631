// SENTINEL MYID: who we are among the Sentinels, as long as the configuration file lives.

import type { Command } from '../command.ts';
import { bulk, reply } from '../reply.ts';
import { sentinelCommand } from './sentinel-command.ts';

export const myId: Command = sentinelCommand({
  name: 'myid',
  arity: 2,
  since: '6.2.0',
  usage: 'MYID',
  summary: 'Tells the id of this Sentinel.',
  run: (_args, _caller, { views }) => reply(bulk(views.sentinel().myId)),
});
