// What is told of an attempt that ends without a failover (EXPLAIN-2): stock's event, and the
// reason by its name, in the log and for whoever asks later.

import { votesFor, votesNeeded } from '../elect/tally.ts';
import type { AbortCause, EventName } from '../event.ts';
import { masterSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Failover, Group, State } from '../state.ts';

type AbortEvent = Extract<EventName, `-failover-abort-${string}`>;

const EVENTS: Readonly<Record<AbortCause, AbortEvent>> = {
  'newer-configuration': '-failover-abort-not-elected',
  tilt: '-failover-abort-not-elected',
  'voted-for-another': '-failover-abort-not-elected',
  'rival-elected': '-failover-abort-not-elected',
  'too-few-votes': '-failover-abort-not-elected',
  'vote-not-saved': '-failover-abort-not-elected',
  'no-replica-known': '-failover-abort-no-good-slave',
  'no-good-replica': '-failover-abort-no-good-slave',
  'replica-unreachable': '-failover-abort-slave-timeout',
  'replica-down': '-failover-abort-slave-timeout',
  'replica-restarted': '-failover-abort-slave-timeout',
  'promotion-not-confirmed': '-failover-abort-slave-timeout',
  'promotion-refused': '-failover-abort-slave-timeout',
  'hand-over': '-failover-abort-master-timeout',
};

export function noteAbort(
  state: State,
  group: Group,
  { epoch }: Failover,
  cause: AbortCause,
  out: Outbox,
): void {
  group.attempts.endedFor = cause;
  const votes = { have: votesFor(state, group, epoch), need: votesNeeded(group) };
  out.free({ kind: 'note', note: { kind: 'given-up', groupName: group.name, cause, votes } });
  out.announceHeld({ name: EVENTS[cause], subject: masterSubject(group) });
}
