// What SENTINEL DOCTOR asks before it answers (DOCTOR-2): each node what it would permit, as before
// a hand-over, and each peer for its opinion, on the way on which votes are asked for. Nothing is
// changed anywhere; what is found are the facts that the checks look at.

import { beginTrial, endTrials } from '../failover/trial.ts';
import type { Asker } from '../input.ts';
import type { OperatorOutcome } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import { sendAsk } from '../schedule/send.ts';
import type { TimerTarget } from '../state.ts';
import { type DataNode, type Group, isMaster, type Member, type State } from '../state.ts';
import { type Timer, timer } from '../timers.ts';

/** Who has not answered by then is not waited for. */
export const CHECKUP_PATIENCE_MS = 1_000;
/** Of more groups at once, and of more at one time, only what is known already is told. */
export const MOST_GROUPS = 16;
export const MOST_CHECKUPS = 8;

export interface Checkup {
  /** Who waits for the answer. */
  readonly asker: Asker;
  readonly groups: ReadonlySet<Group>;
  /** Peers that were asked and have not answered. */
  readonly asked: Set<Member>;
  readonly timer: Timer<TimerTarget>;
}

const DONE: OperatorOutcome = { kind: 'done' };

/** `done`: there is nobody to wait for. */
export function checkUp(
  state: State,
  groups: readonly Group[],
  { asker, now }: { readonly asker: Asker; readonly now: number },
  out: Outbox,
): OperatorOutcome | 'later' {
  if (groups.length > MOST_GROUPS || state.checkups.size >= MOST_CHECKUPS) return DONE;
  const checkup: Checkup = {
    ...{ asker, groups: new Set(groups), asked: new Set() },
    timer: timer({ kind: 'checkup', asker }),
  };
  for (const group of groups) askAround(state, group, checkup, now, out);
  if (isOver(checkup)) return DONE;
  state.checkups.set(asker, checkup);
  state.timers.arm(checkup.timer, now + CHECKUP_PATIENCE_MS);
  return 'later';
}

function askAround(state: State, group: Group, { asked }: Checkup, now: number, out: Outbox): void {
  // A failover has trials of its own, and asks the peers.
  if (group.failover !== null || group.handOver !== null) return;
  for (const node of nodesOf(group)) {
    if (node.command.stage.kind !== 'up' || node.downSinceMs !== null) continue;
    beginTrial(state, node, isMaster(node) ? 'master' : 'replica', now, out);
  }
  for (const member of group.members.values()) {
    const { command, downSinceMs } = { ...member.peer, downSinceMs: member.downSinceMs };
    if (command.stage.kind !== 'up' || downSinceMs !== null) continue;
    sendAsk(state, member, null, out);
    asked.add(member);
  }
}

/** A peer has answered, or refused to. */
export function peerCheckedUp(state: State, member: Member): void {
  for (const { asked } of state.checkups.values()) asked.delete(member);
}

/** Answers those who wait for nobody any more. */
export function advanceCheckups(state: State, group: Group, out: Outbox): void {
  if (state.checkups.size === 0) return;
  for (const checkup of [...state.checkups.values()]) {
    if (checkup.groups.has(group) && isOver(checkup)) end(state, checkup, out);
  }
}

export function checkupOverdue(state: State, asker: Asker, out: Outbox): void {
  const checkup = state.checkups.get(asker);
  if (checkup !== undefined) end(state, checkup, out);
}

function isOver({ groups, asked }: Checkup): boolean {
  if (asked.size > 0) return false;
  return [...groups].every((group) =>
    nodesOf(group).every(({ trial }) => trial?.verdict !== 'open'),
  );
}

function end(state: State, checkup: Checkup, out: Outbox): void {
  state.checkups.delete(checkup.asker);
  state.timers.disarm(checkup.timer);
  for (const group of checkup.groups) {
    const others = [...state.checkups.values()];
    const isUsed = group.handOver !== null || group.rehearsals.length > 0;
    if (!isUsed && !others.some(({ groups }) => groups.has(group))) endTrials(state, group, out);
  }
  out.free({ kind: 'outcome', asker: checkup.asker, outcome: DONE });
}

function nodesOf(group: Group): readonly DataNode[] {
  return [group.master, ...[...group.replicas.values()].map(({ node }) => node)];
}
