// SENTINEL RESET (OPERATOR-3): a group forgets its replicas, its peers and any failover, keeps its
// address, its options and its epochs, and discovers the rest anew. The replicas are kept where
// nobody sees them until they are found again (OPERATOR-11).

import { giveUpHandOver } from '../failover/hand-over.ts';
import { moveTo } from '../failover/machine.ts';
import { endRehearsals } from '../failover/rehearse.ts';
import { endFence } from '../fence/fence.ts';
import { rememberEnd } from '../history.ts';
import {
  closeLink,
  freshAttempts,
  leave,
  linksOf,
  markObjectivelyDown,
  masterSubject,
} from '../instances.ts';
import { keepAsCandidates } from '../observe/candidates.ts';
import type { Outbox } from '../outbox.ts';
import { openLink } from '../schedule/connect.ts';
import type { Group, State } from '../state.ts';
import { beginRecount } from './recount.ts';

export function reset(state: State, group: Group, now: number, out: Outbox): void {
  giveUpHandOver(state, group, { code: 'aborted', cause: null }, now, out);
  endRehearsals(state, group, { code: 'no-good-replica', now }, out);
  rememberEnd(state, group, 'reset', now, out);
  endFence(state, group, 'forgotten', out);
  beginRecount(state, group, now);
  for (const member of [...group.members.values()]) leave(state, member, out);
  moveTo(group, null);
  group.following = null;
  markObjectivelyDown(state, group, null);
  group.attempts = freshAttempts();
  for (const timer of [group.ask, group.stand, group.failoverTimer, group.followTimer]) {
    state.timers.disarm(timer);
  }
  forget(state, group, now, out);
  keepAsCandidates(state, group, now, out);
  out.announce({ name: '+reset-master', subject: masterSubject(group) });
  out.saveSoon();
}

/** The master is looked at as if it had never been seen. */
function forget(state: State, group: Group, now: number, out: Outbox): void {
  const { master } = group;
  for (const link of linksOf(master)) {
    closeLink(state, link, out);
    link.attempts = 0;
    openLink(state, link, now, out);
  }
  Object.assign(master, {
    pingInFlight: false,
    infoInFlight: false,
    infoRefused: false,
    unansweredSinceMs: now,
    lastAvailableMs: now,
    lastReplyMs: now,
    runId: null,
    info: null,
    infoText: null,
    infoAtMs: null,
    downSinceMs: null,
    lastDownMs: null,
    roleReported: 'master',
    roleReportedAtMs: now,
    rebootedAtMs: null,
    scriptKillSent: false,
  });
}
