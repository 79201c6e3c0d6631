// PING: proof of life, or an echo. A RESP2 subscriber gets it in the shape of a message, because on
// such a connection nothing else may come.

import type { Command } from '../command.ts';
import { wrongArity } from '../errors.ts';
import { bulk, bulks, reply, simple } from '../reply.ts';

export const ping: Command = {
  name: 'ping',
  arity: -1,
  since: '1.0.0',
  group: 'connection',
  flags: ['fast'],
  categories: ['fast', 'connection'],
  tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  summary: 'Answers PONG, or with the message that is given.',
  run(args, caller) {
    if (args.length > 2) return reply(wrongArity('ping'));
    const message = args[1];
    if (caller.protocol === 2 && caller.subscriptionCount > 0) {
      return reply(bulks(['pong', message ?? '']));
    }
    return reply(message === undefined ? simple('PONG') : bulk(message));
  },
};
