// SENTINEL MONITOR and REMOVE (OPERATOR-1, OPERATOR-2): a group is watched from now on, or no
// longer. And the first acts for a group, which a start shares with them.

import { giveUpHandOver } from '../failover/hand-over.ts';
import { endRehearsals } from '../failover/rehearse.ts';
import { endFence } from '../fence/fence.ts';
import { rememberEnd } from '../history.ts';
import type { Asker } from '../input.ts';
import { addGroup, dropEndpoint, leave, markObjectivelyDown, masterSubject } from '../instances.ts';
import { findName } from '../look-ups.ts';
import { unindexMaster } from '../master-index.ts';
import { isName } from '../names.ts';
import { dropCandidates } from '../observe/candidates.ts';
import type { OperatorOutcome, OperatorRequest } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import { below } from '../random.ts';
import { countFastProbes } from '../schedule/beat.ts';
import { openLinks } from '../schedule/connect.ts';
import { DEFAULT_GROUP_OPTIONS } from '../settings.ts';
import type { AwaitingName, Group, State } from '../state.ts';

type Monitor = Extract<OperatorRequest, { kind: 'monitor' }>;

/** MONITORs that may wait for a name; more are refused as if it led nowhere. */
export const MOST_AWAITING_NAMES = 1_000;

const NOT_FOUND: OperatorOutcome = { kind: 'failed', code: 'host-not-found' };

/** NAME-8: true when the request is answered by the end of a look-up. */
export function awaitsName(
  state: State,
  asker: Asker,
  request: Monitor,
  now: number,
  out: Outbox,
): boolean {
  const { host } = request.address;
  if (!isName(host) || state.groups.has(request.name)) return false;
  if (findName(state, host, now, out) !== 'awaited') return false;
  if (state.awaitingName.length >= MOST_AWAITING_NAMES) return false;
  state.awaitingName.push({ asker, request });
  return true;
}

/** NAME-8: the look-up has ended. Returns the new group, if it becomes one. */
export function finishMonitor(
  state: State,
  { asker, request }: AwaitingName,
  now: number,
  out: Outbox,
): Group | null {
  const outcome = monitor(state, request, now, out);
  if (outcome.kind === 'failed') {
    out.free({ kind: 'outcome', asker, outcome });
    return null;
  }
  answerWhenSaved(state, asker, outcome, out);
  return state.groups.get(request.name) ?? null;
}

/** OPERATOR-6. */
export function answerWhenSaved(
  state: State,
  asker: Asker,
  outcome: OperatorOutcome,
  out: Outbox,
): void {
  state.revision += 1;
  out.saveNow();
  const ifUnsaved: OperatorOutcome = { kind: 'failed', code: 'not-saved' };
  out.held({ kind: 'saved-outcome', asker, outcome, ifUnsaved });
}

export function monitor(state: State, request: Monitor, now: number, out: Outbox): OperatorOutcome {
  const { name, address, quorum } = request;
  if (state.groups.has(name)) return { kind: 'failed', code: 'duplicate-name' };
  if (isName(address.host) && findName(state, address.host, now, out) !== 'found') return NOT_FOUND;
  const { defaultDownAfterMs, defaultFailoverTimeoutMs } = state.timings;
  const options = {
    ...DEFAULT_GROUP_OPTIONS,
    quorum,
    downAfterMs: defaultDownAfterMs,
    failoverTimeoutMs: defaultFailoverTimeoutMs,
  };
  const group = addGroup(
    state,
    { name, address, options, configEpoch: 0n, leaderEpoch: state.currentEpoch },
    now,
  );
  // DURABLE-1: the epoch up to which it has no vote to give is told with every answer.
  state.revision += 1;
  group.voteRevision = state.revision;
  countFastProbes(state, group, 1);
  announceGroup(group, out);
  connectGroup(state, group, now, out);
  return { kind: 'done' };
}

export function announceGroup(group: Group, out: Outbox): void {
  out.announce({ name: '+monitor', subject: masterSubject(group), quorum: group.options.quorum });
}

/** Opens the links to everybody whom the group knows. */
export function connectGroup(state: State, group: Group, now: number, out: Outbox): void {
  openLinks(state, group.master, now, out);
  for (const { node } of group.replicas.values()) openLinks(state, node, now, out);
  for (const member of group.members.values()) {
    openLinks(state, member.peer, now, out);
    const phaseMs = below(state.random, state.timings.publishPeriodMs);
    state.timers.arm(member.greet, now + phaseMs);
  }
}

export function remove(state: State, group: Group, now: number, out: Outbox): OperatorOutcome {
  giveUpHandOver(state, group, { code: 'aborted', cause: null }, now, out);
  endRehearsals(state, group, { code: 'no-such-master', now }, out);
  rememberEnd(state, group, 'removed', now, out);
  endFence(state, group, 'forgotten', out);
  out.announce({ name: '-monitor', subject: masterSubject(group) });
  countFastProbes(state, group, -1);
  markObjectivelyDown(state, group, null);
  for (const { node } of group.replicas.values()) dropEndpoint(state, node, out);
  dropCandidates(state, group, out);
  for (const member of [...group.members.values()]) leave(state, member, out);
  dropEndpoint(state, group.master, out);
  for (const timer of [group.pauseEnd, group.fenceTimer, group.recount]) {
    state.timers.disarm(timer);
  }
  for (const timer of [group.ask, group.stand, group.failoverTimer, group.followTimer]) {
    state.timers.disarm(timer);
  }
  unindexMaster(state, group);
  state.groups.delete(group.name);
  return { kind: 'done' };
}
