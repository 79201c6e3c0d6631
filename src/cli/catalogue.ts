// The verbs of the command line: a name, a sentence, and where its file is. Nothing is loaded
// before it is asked for, because the daemon starts through the same door and needs none of it.

import type { AnyVerb } from './verb.ts';

export interface Entry {
  readonly summary: string;
  load(): Promise<AnyVerb>;
}

/** In the order in which help lists them. */
export const CATALOGUE: Readonly<Record<string, Entry>> = {
  status: {
    summary: 'Shows the groups: masters, replicas, Sentinels, and what is wrong.',
    load: async () => (await import('./verbs/status.ts')).status,
  },
  get: {
    summary: 'Prints the address of the master of a group, for scripts.',
    load: async () => (await import('./verbs/get.ts')).get,
  },
  events: {
    summary: 'Prints what the Sentinels announce, as it happens.',
    load: async () => (await import('./verbs/events.ts')).events,
  },
  explain: {
    summary: 'Tells what a failover of a group waits for, in the eyes of each Sentinel.',
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
  doctor: {
    summary: 'Asks all Sentinels, compares them, and tells what is wrong and what to do.',
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
};

export function isVerb(word: string): boolean {
  return word === 'help' || Object.hasOwn(CATALOGUE, word);
}
