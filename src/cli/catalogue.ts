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
  top: {
    summary: 'Shows the same all the time, in the whole terminal, with the events.',
    load: async () => (await import('./verbs/top.ts')).top,
  },
  get: {
    summary: 'Prints the address of the master of a group, for scripts.',
    load: async () => (await import('./verbs/get.ts')).get,
  },
  events: {
    summary: 'Prints what the Sentinels announce, as it happens.',
    load: async () => (await import('./verbs/events.ts')).events,
  },
  history: {
    summary: 'Shows the failovers of a group: when, why, how long, what was lost.',
    load: async () => (await import('./verbs/history.ts')).history,
  },
  explain: {
    summary: 'Tells what a failover of a group waits for, in the eyes of each Sentinel.',
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
  doctor: {
    summary: 'Asks all Sentinels, compares them, and tells what is wrong and what to do.',
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
  failover: {
    summary: 'Replaces a master that works, stage by stage, or only tells what would be done.',
    load: async () => (await import('./verbs/failover.ts')).failover,
  },
  drain: {
    summary: 'Returns when a node may be stopped, for stop hooks.',
    load: async () => (await import('./verbs/drain.ts')).drain,
  },
  wait: {
    summary: 'Waits until a group has a master, or one that takes writes.',
    load: async () => (await import('./verbs/wait.ts')).wait,
  },
  pause: {
    summary: 'Starts no failover of a group for a while.',
    load: async () => (await import('./verbs/pause.ts')).pause,
  },
  resume: {
    summary: 'Ends a pause.',
    load: async () => (await import('./verbs/pause.ts')).resume,
  },
  maintenance: {
    summary: 'Neither promotes a node nor fails over because of it, until it is off.',
    load: async () => (await import('./verbs/maintenance.ts')).maintenance,
  },
  forget: {
    summary: 'Forgets a replica or a Sentinel that is gone for good.',
    load: async () => (await import('./verbs/forget.ts')).forget,
  },
  config: {
    summary: 'Checks a configuration file, or writes a new one.',
    load: async () => (await import('./verbs/config.ts')).config,
  },
  completion: {
    summary: 'Prints a script for bash, zsh or fish.',
    load: async () => (await import('./verbs/completion.ts')).completion,
  },
};

export function isVerb(word: string): boolean {
  return word === 'help' || Object.hasOwn(CATALOGUE, word);
}
