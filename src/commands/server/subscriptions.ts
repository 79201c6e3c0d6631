// SUBSCRIBE, PSUBSCRIBE and their opposites: who hears of which events. The session keeps the
// subscriptions and answers, once for each channel or pattern.

import type { Command, SessionChange } from '../command.ts';

export const subscribe: Command = subscription('subscribe', -2, {
  summary: 'Listens to the channels that are given; every event has one of its own name.',
  change: (channels) => ({ kind: 'subscribe', channels }),
});

export const psubscribe: Command = subscription('psubscribe', -2, {
  summary: 'Listens to all channels whose names match one of the patterns.',
  change: (patterns) => ({ kind: 'psubscribe', patterns }),
});

export const unsubscribe: Command = subscription('unsubscribe', -1, {
  summary: 'Stops listening to the channels that are given, or to all of them.',
  change: (channels) => ({ kind: 'unsubscribe', channels }),
});

export const punsubscribe: Command = subscription('punsubscribe', -1, {
  summary: 'Stops listening to the patterns that are given, or to all of them.',
  change: (patterns) => ({ kind: 'punsubscribe', patterns }),
});

interface Subscription {
  readonly summary: string;
  readonly change: (names: readonly string[]) => SessionChange;
}

function subscription(name: string, arity: number, { summary, change }: Subscription): Command {
  return {
    name,
    arity,
    since: '2.0.0',
    group: 'pubsub',
    flags: ['pubsub', 'noscript', 'loading', 'stale'],
    categories: ['pubsub', 'slow'],
    summary,
    run: (args) => ({ kind: 'session', change: change(args.slice(1)) }),
  };
}
