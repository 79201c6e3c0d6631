// Commands that clients send by habit to whatever they are connected to, and that a stock Sentinel
// does not know: saying good-bye, beginning anew, the first database, an echo, the time. They are
// answered as a data server answers them, but no list of commands shows them.

import { parseDecimal } from '../../resp/decimal.ts';
import type { Command } from '../command.ts';
import { NOT_AN_INTEGER } from '../errors.ts';
import { bulk, bulks, error, OK, reply } from '../reply.ts';

const MICROSECONDS_PER_SECOND = 1_000_000;

const echo: Command = {
  name: 'echo',
  arity: 2,
  since: '1.0.0',
  group: 'connection',
  flags: ['loading', 'stale', 'fast'],
  categories: ['fast', 'connection'],
  summary: 'Gives back what it is given.',
  run: ([, message = '']) => reply(bulk(message)),
};

const quit: Command = {
  name: 'quit',
  arity: -1,
  since: '1.0.0',
  group: 'connection',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  categories: ['fast', 'connection'],
  summary: 'Closes the connection after the reply.',
  open: true,
  run: () => ({ kind: 'session', change: { kind: 'quit' } }),
};

const reset: Command = {
  name: 'reset',
  arity: 1,
  since: '6.2.0',
  group: 'connection',
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  categories: ['fast', 'connection'],
  summary: 'Makes the connection what it was at first.',
  open: true,
  run: () => ({ kind: 'session', change: { kind: 'reset' } }),
};

const select: Command = {
  name: 'select',
  arity: 2,
  since: '1.0.0',
  group: 'connection',
  flags: ['loading', 'stale', 'fast'],
  categories: ['fast', 'connection'],
  summary: 'Takes database 0, which stands for the one that there is not.',
  run: ([, text = '']) => {
    const index = parseDecimal(text);
    if (index === null || typeof index === 'bigint') return reply(NOT_AN_INTEGER);
    return reply(index === 0 ? OK : error('ERR DB index is out of range'));
  },
};

const time: Command = {
  name: 'time',
  arity: 1,
  since: '2.6.0',
  group: 'server',
  flags: ['loading', 'stale', 'fast'],
  categories: ['fast'],
  tips: ['nondeterministic_output'],
  summary: 'Tells the time of this machine: seconds, and microseconds beyond them.',
  run: (_args, _caller, { process }) => {
    const total = Math.floor(process.wallMs * 1_000);
    const rest = total % MICROSECONDS_PER_SECOND;
    return reply(bulks([String((total - rest) / MICROSECONDS_PER_SECOND), String(rest)]));
  },
};

export const HABITS: readonly Command[] = [echo, quit, reset, select, time];
