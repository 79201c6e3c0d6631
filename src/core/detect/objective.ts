// Do enough Sentinels agree that a master is down (ODOWN-n)? And asking them (ASK-n). Judged again
// on every fact that can change it. Whether a failover starts is elect/'s decision.

import { sameAddress } from '../address.ts';
import { markObjectivelyDown, masterSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { askInfo, sendAsk } from '../schedule/send.ts';
import type { Group, Member, State } from '../state.ts';

/** An opinion older than this many ask periods is forgotten. */
const OPINION_LIFE_ASK_PERIODS = 5;
/** Two rounds of questions are at least this far apart. */
const SHORTEST_ASK_GAP_MS = 10;

/** ASK-1: the moment the master is down in our eyes everybody is asked, and again each period while
 *  it stays so; the replicas are asked for what a choice among them needs. */
export function keepAsking(state: State, group: Group, now: number, out: Outbox): void {
  const reason = group.master.downSinceMs !== null || group.failover?.stage === 'wait-start';
  // TILT-2: in tilt nobody is asked.
  if (!reason || state.tiltSinceMs !== null) state.timers.disarm(group.ask);
  else if (group.ask.atMs === null) {
    for (const { node } of group.replicas.values()) askInfo(node, out);
    askPeers(state, group, now, out);
  }
}

/** Asks every peer that can be reached, and arms the next round. */
export function askPeers(state: State, group: Group, now: number, out: Outbox): void {
  state.timers.arm(group.ask, now + state.timings.askPeriodMs);
  const candidate = group.failover?.stage === 'wait-start' ? state.myId : null;
  for (const member of group.members.values()) sendAsk(state, member, candidate, out);
}

/** ASK-5: whoever asks about a master has just found it down. Who found the same before, and was
 *  told that nobody agrees, asks again now rather than at the end of the period. */
export function askAgain(state: State, group: Group, now: number): void {
  if (group.ask.atMs === null || group.objectivelyDownSinceMs !== null) return;
  const lastAskMs = group.ask.atMs - state.timings.askPeriodMs;
  if (now - lastAskMs >= SHORTEST_ASK_GAP_MS) state.timers.arm(group.ask, now);
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
  member: Member,
  reply: Extract<Reply, { kind: 'ask' }>,
  now: number,
): void {
  if (!sameAddress(reply.request.master, member.group.master.address)) return;
  member.opinion = { atMs: now, masterDown: reply.down };
}

/** How many Sentinels, ourselves included, hold the master to be down. */
export function countAgreeing(group: Group): number {
  if (group.master.downSinceMs === null) return 0;
  let agreeing = 1;
  for (const { opinion } of group.members.values()) {
    if (opinion?.masterDown === true) agreeing += 1;
  }
  return agreeing;
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
