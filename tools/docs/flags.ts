// The words of `flags`, in their order: of whom each can be said, and what it says. Which of them
// are said is decided in src/core/views.ts.

import type { Flag } from '../../src/core/view.ts';

interface FlagMeaning {
  readonly of: readonly ('master' | 'replica' | 'Sentinel')[];
  readonly summary: string;
}

const ALL = ['master', 'replica', 'Sentinel'] as const;

export const FLAGS: Readonly<Record<Flag, FlagMeaning>> = {
  s_down: { of: ALL, summary: 'It is down in the eyes of this Sentinel.' },
  o_down: { of: ['master'], summary: 'As many Sentinels as the quorum agree that it is down.' },
  master: { of: ['master'], summary: 'It is the master of the group.' },
  slave: { of: ['replica'], summary: 'It is a replica of the group.' },
  sentinel: { of: ['Sentinel'], summary: 'It is another Sentinel of the group.' },
  disconnected: {
    of: ALL,
    summary:
      'A connection to it was lost or did not come about, and there is no new one yet. Also with ' +
      '`in_minority`.',
  },
  master_down: {
    of: ['Sentinel'],
    summary: 'It has said lately that the master is down in its eyes, too.',
  },
  failover_in_progress: {
    of: ['master'],
    summary: 'This Sentinel stands for election, or leads a failover that has not switched yet.',
  },
  promoted: {
    of: ['replica'],
    summary: 'It is chosen to become the master in the failover under way.',
  },
  reconf_sent: { of: ['replica'], summary: 'It was told to follow the new master.' },
  reconf_inprog: {
    of: ['replica'],
    summary: 'It follows the new master, and its link to it is not up yet.',
  },
  reconf_done: {
    of: ['replica'],
    summary:
      'Its link to the new master is up, or it is not waited for any longer; shown until the ' +
      'others have followed.',
  },
  force_failover: {
    of: ['master'],
    summary: 'The failover under way was asked for by an operator.',
  },
  script_kill_sent: {
    of: ['master'],
    summary: 'It is down because of a script, which it was told to end.',
  },
  master_reboot: {
    of: ['master'],
    summary:
      'It was restarted and has not answered PONG since; only with ' +
      '`master-reboot-down-after-period`.',
  },
  auth_error: {
    of: ALL,
    summary: 'It turns this Sentinel away: see the event `+auth-error`.',
  },
  failover_paused: {
    of: ['master'],
    summary: 'This Sentinel starts no failover of the group: SENTINEL PAUSE.',
  },
  maintenance: {
    of: ['master', 'replica'],
    summary:
      'It is worked on: not promoted, and no failover starts because it is down. SENTINEL ' +
      'MAINTENANCE.',
  },
  in_minority: {
    of: ['master'],
    summary:
      'With `strict-minority yes`: no majority of the Sentinels of the group is up for this one, ' +
      'and it tells clients no master.',
  },
};
