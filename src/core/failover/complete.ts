// The promoted node has confirmed: the leader makes the switch known at once, before the slow
// replicas follow (SWITCH-1), and takes up their re-pointing as separate work (FOLLOW-n).

import { rememberSwitch } from '../history.ts';
import { masterSubject, nodeSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { greetAll, startBeat } from '../schedule/beat.ts';
import { keepRole } from '../schedule/send.ts';
import type { Failover, Group, State, Switch } from '../state.ts';
import { announceSwitch, switchMaster } from './switch.ts';

export function completeFailover(
  state: State,
  group: Group,
  failover: Extract<Failover, { stage: 'wait-promotion' }>,
  now: number,
  out: Outbox,
): void {
  const from = group.master.address;
  const { node } = failover.promoted;
  out.announceHeld({ name: '+promoted-slave', subject: nodeSubject(node) });
  // With the promotion on disk, before anybody is told of it.
  if (state.simulatedFailures.has('crash-after-promotion')) out.held({ kind: 'crash' });
  out.announceHeld({ name: '+failover-state-reconf-slaves', subject: masterSubject(group) });
  group.configEpoch = failover.epoch;
  rememberSwitch(state, group, failover, now, out);
  switchMaster(state, group, node.address, now, out);
  recordSwitch(state, group, { from, role: 'leader' }, out);
  announceSwitch(group, out);
  greetAll(state, group, now, out);
  // Not before: the clients that come now would wait for its disk.
  keepRole(node, 'all', out);
  startBeat(state, node, now);
  group.following = { revision: failover.revision, startedAtMs: now };
}

/** Marks the switch as something that must be on disk before anybody hears of it. */
export function recordSwitch(
  state: State,
  group: Group,
  made: Pick<Switch, 'from' | 'role'>,
  out: Outbox,
): void {
  state.revision += 1;
  group.lastSwitch = { ...made, revision: state.revision };
  out.saveNow();
}

/** DURABLE-5: the write that held the switch failed and its announcement was dropped: all of it
 *  is said and done again behind the next write. */
export function repeatSwitch(state: State, group: Group, now: number, out: Outbox): void {
  if (group.lastSwitch === null) return;
  recordSwitch(state, group, group.lastSwitch, out);
  announceSwitch(group, out);
  greetAll(state, group, now, out);
  if (group.lastSwitch.role === 'leader') keepRole(group.master, 'all', out);
  for (const replica of group.replicas.values()) {
    if (replica.follow.stage === 'sent') replica.follow = { stage: 'none', sinceMs: now };
  }
}
