// SHUTDOWN: end this process. Its words are those of the data server; whatever they say, a Sentinel
// has nothing more to write when it ends.

import type { Command } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { error, reply } from '../reply.ts';

const WORDS: ReadonlySet<string> = new Set(['save', 'nosave', 'now', 'force', 'abort']);

export const shutdown: Command = {
  name: 'shutdown',
  arity: -1,
  since: '1.0.0',
  group: 'server',
  flags: ['admin', 'noscript', 'loading', 'stale', 'no_multi', 'allow_busy'],
  categories: ['admin', 'slow', 'dangerous'],
  summary: 'Ends this Sentinel.',
  run([, ...args]) {
    const words = new Set(args.map((word) => word.toLowerCase()));
    const known = [...words].every((word) => WORDS.has(word));
    const contradicts = words.has('save') && words.has('nosave');
    const abort = words.has('abort');
    if (!known || contradicts || (abort && words.size > 1)) return reply(SYNTAX_ERROR);
    if (abort) return reply(error('ERR No shutdown in progress.'));
    return { kind: 'session', change: { kind: 'shutdown' } };
  },
};
