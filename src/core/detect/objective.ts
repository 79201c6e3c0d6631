// Do enough Sentinels agree that a master is down (ODOWN-n)? And asking them (ASK-n). Judged again
// on every fact that can change it. Whether a failover starts is elect/'s decision.

import { markObjectivelyDown, masterSubject } from '../instances.ts';
import { sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import { countProcesses } from '../processes.ts';
import type { Reply } from '../requests.ts';
import { askInfo, sendAsk } from '../schedule/send.ts';
import type { Group, Member, State } from '../state.ts';

/** An opinion older than this many ask periods is forgotten. */
const OPINION_LIFE_ASK_PERIODS = 5;

/** ASK-1: the moment the master is down in our eyes everybody is asked, and again each period while
 *  it stays so; the replicas are asked for what a choice among them needs. */
export function keepAsking(state: State, group: Group, now: number, out: Outbox): void {
  const reason = group.master.downSinceMs !== null || group.failover?.stage === 'wait-start';
  if (group.master.downSinceMs === null) forgetOpinions(group);
  // TILT-2: in tilt nobody is asked.
  if (!reason || state.tiltSinceMs !== null) stopAsking(state, group);
  else if (group.ask.atMs === null) {
    for (const { node } of group.replicas.values()) askInfo(node, out);
    askPeers(state, group, now, out);
  }
}

function stopAsking(state: State, group: Group): void {
  forgetOpinions(group);
  state.timers.disarm(group.ask);
}

/** What was said of a master that is up again, or that we do not judge, must not count later. */
function forgetOpinions(group: Group): void {
  if (group.ask.atMs === null) return;
  for (const member of group.members.values()) member.opinion = null;
}

/** Asks every peer that can be reached, and arms the next round. */
export function askPeers(state: State, group: Group, now: number, out: Outbox): void {
  state.timers.arm(group.ask, now + state.timings.askPeriodMs);
  const campaign = group.failover?.stage === 'wait-start' ? group.failover : null;
  for (const member of group.members.values()) {
    if (campaign === null) askOpinion(state, member, out);
    else sendAsk(state, member, campaign, out);
  }
}

/** ASK-5: whoever asks about a master has just found it down. Who found the same before, and was
 *  told by some that it is up, asks those again now rather than at the end of the period. */
export function askAgain(state: State, group: Group, out: Outbox): void {
  if (state.tiltSinceMs !== null || group.objectivelyDownSinceMs !== null) return;
  if (group.master.downSinceMs === null) return;
  for (const member of group.members.values()) {
    if (member.opinion?.masterDown === true) continue;
    if (member.asking === 'idle') askOpinion(state, member, out);
    else member.asking = 'awaited-again';
  }
}

function askOpinion(state: State, member: Member, out: Outbox): void {
  member.asking = member.peer.command.stage.kind === 'up' ? 'awaited' : 'idle';
  sendAsk(state, member, null, out);
}

/** ASK-3: drops what was said too long ago. */
export function forgetOldOpinions(state: State, group: Group, now: number): void {
  const oldest = now - OPINION_LIFE_ASK_PERIODS * state.timings.askPeriodMs;
  for (const member of group.members.values()) {
    if (member.opinion === null || member.opinion.atMs > oldest) continue;
    member.opinion = null;
    member.vote = null;
  }
}

/** ASK-3. An answer about a master that is no longer ours says nothing of the one that is. */
export function takeOpinion(
  state: State,
  member: Member,
  reply: Extract<Reply, { kind: 'ask' }>,
  now: number,
  out: Outbox,
): void {
  const { request, down } = reply;
  const askedAgain = member.asking === 'awaited-again';
  if (request.candidate === null) member.asking = 'idle';
  const { master, objectivelyDownSinceMs } = member.group;
  if (!sameNode(state, request.master, master.address)) return;
  if (master.downSinceMs === null) return;
  member.opinion = { atMs: now, masterDown: down };
  const isWanted = objectivelyDownSinceMs === null && !down && state.tiltSinceMs === null;
  if (askedAgain && isWanted && request.candidate === null) askOpinion(state, member, out);
}

/** How many Sentinels, ourselves included, hold the master to be down. */
export function countAgreeing(group: Group): number {
  if (group.master.downSinceMs === null) return 0;
  const members = [...group.members.values()];
  return 1 + countProcesses(members.filter(({ opinion }) => opinion?.masterDown === true));
}

/** ODOWN-1. */
export function reviewObjective(state: State, group: Group, now: number, out: Outbox): void {
  const have = countAgreeing(group);
  const need = group.options.quorum;
  const down = have > 0 && have >= need;
  if (down === (group.objectivelyDownSinceMs !== null)) return;
  const subject = masterSubject(group);
  if (down) {
    markObjectivelyDown(state, group, now);
    out.announce({ name: '+odown', subject, have, need });
  } else {
    markObjectivelyDown(state, group, null);
    out.announce({ name: '-odown', subject });
  }
}
