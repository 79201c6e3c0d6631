// PUBLISH: how peers hand us their hellos (HELLO-2). Nothing is delivered to subscribers: what they
// hear comes from our own events alone.

import { HELLO_CHANNEL } from '../../dialect/hello.ts';
import type { Command } from '../command.ts';
import { error, integer, reply } from '../reply.ts';

export const publish: Command = {
  name: 'publish',
  arity: 3,
  since: '2.0.0',
  group: 'pubsub',
  flags: ['pubsub', 'loading', 'stale', 'fast'],
  categories: ['pubsub', 'fast'],
  summary: 'Takes a hello of another Sentinel.',
  run([, channel = '', message = '']) {
    if (channel !== HELLO_CHANNEL) {
      return reply(error('ERR Only HELLO messages are accepted by Sentinel instances.'));
    }
    // Stock says 1 to anything, and peers take any other answer for a failure.
    return { kind: 'told', payload: message, value: integer(1) };
  },
};
