// The one door into the core: one input and the time go in, what is to be done comes out. Facts are
// recorded first; then every conclusion is drawn again, in one order, for what they touched.

import { forgetOldOpinions, keepAsking, reviewObjective } from './detect/objective.ts';
import { reviewDown } from './detect/subjective.ts';
import { stalled, tiltEnds } from './detect/tilt.ts';
import { advanceCheckups, checkupOverdue } from './doctor/checkup.ts';
import { noteWrite, unsaved } from './durable.ts';
import { considerFailover } from './elect/stand.ts';
import { answerAsked } from './elect/vote.ts';
import type { Hello } from './facts.ts';
import { advanceFailover } from './failover/advance.ts';
import { advanceFollowing, followDue } from './failover/follow.ts';
import { endHandOvers } from './failover/hand-over.ts';
import { advanceRehearsals } from './failover/rehearse.ts';
import { trialOverdue } from './failover/trial.ts';
import { reviewFence } from './fence/fence.ts';
import { heardThrough } from './fence/hearing.ts';
import { askWhoReaches } from './fence/vouch.ts';
import type { Input } from './input.ts';
import { brokenInvariant } from './invariants.ts';
import { observeAccess, observeIntroduction, observeUnreachable } from './observe/access.ts';
import { reviewCandidates } from './observe/candidates.ts';
import { admitHello, observeHello } from './observe/hello.ts';
import { observeReply } from './observe/replies.ts';
import { observeResolved } from './observe/resolved.ts';
import { observeLinkDown, observeLinkUp } from './observe/signs.ts';
import { forgettingOverdue } from './operator/forget-everywhere.ts';
import { announceGroup, connectGroup } from './operator/monitor.ts';
import { operate } from './operator/operate.ts';
import { announcePause, endPause } from './operator/pause.ts';
import { Outbox } from './outbox.ts';
import type { Output } from './output.ts';
import { beat, greetPeer } from './schedule/beat.ts';
import { retryDue } from './schedule/connect.ts';
import type { Endpoint, Group, Link, Peer, State, TimerTarget } from './state.ts';
import { applicantOverdue } from './trust/applicants.ts';
import { claimsOverdue } from './trust/claims.ts';

/** What an input touched: conclusions are drawn again for that much. */
type Touched = Group | Endpoint | 'all' | null;

/** Takes one input. `nowMs` never goes back. */
export function step(state: State, input: Input, nowMs: number): Output {
  const out = new Outbox(state);
  const { currentEpoch } = state;
  conclude(state, observe(state, input, nowMs, out), nowMs, out);
  if (state.currentEpoch !== currentEpoch) state.epochSinceMs = nowMs;
  return out.take();
}

/** When `step` wants a `wake` at the latest, on the clock of its `nowMs`; null: never. */
export function nextDeadline(state: State): number | null {
  return state.timers.next();
}

function observe(state: State, input: Input, now: number, out: Outbox): Touched {
  switch (input.kind) {
    case 'start':
      return start(state, now, out);
    case 'end':
      endHandOvers(state, now, out);
      return null;
    case 'wake':
      return wake(state, now, out);
    case 'stalled':
      return stalled(state, input, now, out) ? 'all' : null;
    case 'resolved':
      for (const group of observeResolved(state, input, now, out)) {
        concludeGroup(state, group, now, out);
      }
      return null;
    case 'link-up': {
      const link = state.links.get(input.link);
      if (link === undefined) return null;
      observeLinkUp(state, link, { id: input.link, localHost: input.localHost, now }, out);
      return link.endpoint;
    }
    case 'introduced': {
      const link = state.links.get(input.link);
      if (link !== undefined) observeIntroduction(link, input.refusals, out);
      return null;
    }
    case 'link-down': {
      const link = state.links.get(input.link);
      if (link === undefined) return null;
      if (link.stage.kind === 'connecting') observeUnreachable(link.endpoint, out);
      observeLinkDown(state, link, { reason: input.reason, now }, out);
      return link.endpoint;
    }
    case 'reply': {
      const link = state.links.get(input.link);
      if (link === undefined) return null;
      observeAccess(state, link, input.reply, now, out);
      return observeReply(state, link.endpoint, input.reply, now, out) ?? link.endpoint;
    }
    case 'heard': {
      const link = state.links.get(input.link);
      if (link?.stage.kind !== 'up') return null;
      link.stage.lastMessageMs = now;
      return input.hello === null ? null : heard(state, link, input.hello, now, out);
    }
    case 'told':
      return observeHello(state, input.hello, now, out);
    case 'asked':
      return answerAsked(state, input, now, out);
    case 'operator':
      return operate(state, input.asker, input.request, now, out);
    case 'saved':
      noteWrite(state, input.tookMs);
      return null;
    case 'unsaved':
      unsaved(state, input.savedRevision, now, out);
      return 'all';
    default:
      return input satisfies never;
  }
}

function heard(state: State, { endpoint }: Link, hello: Hello, now: number, out: Outbox): Touched {
  const group = observeHello(state, hello, now, out);
  heardThrough(state, endpoint, hello, now);
  if (group !== null) askWhoReaches(state, group, hello.runId, now, out);
  return group;
}

function start(state: State, now: number, out: Outbox): Touched {
  for (const group of state.groups.values()) {
    announceGroup(group, out);
    announcePause(group, now, out);
    connectGroup(state, group, now, out);
  }
  return 'all';
}

/** Deadlines that one wake serves for each that was armed when it began. */
const MOST_FOR_EACH = 10;

/** Runs every deadline that has passed, and concludes for each what follows from it. One that is
 *  always set for a moment that has passed would be a mistake; the next wake goes on with it, so
 *  that it stops neither the process nor its time. */
function wake(state: State, now: number, out: Outbox): Touched {
  for (let left = MOST_FOR_EACH * state.timers.size; left > 0; left -= 1) {
    const target = state.timers.takeDue(now);
    if (target === null) break;
    conclude(state, timePassed(state, target, now, out), now, out);
  }
  return null;
}

function timePassed(state: State, target: TimerTarget, now: number, out: Outbox): Touched {
  switch (target.kind) {
    case 'beat':
      beat(state, target.endpoint, now, out);
      return target.endpoint;
    case 'down':
      return target.endpoint;
    case 'retry':
      if (target.link.purpose === 'trial') trialOverdue(state, target.link, out);
      else retryDue(state, target.link, now, out);
      // Where packets vanish no other fact ever comes.
      return target.link.endpoint;
    case 'greet':
      greetPeer(state, target.member, now, out);
      return null;
    case 'ask':
      forgetOldOpinions(state, target.group, now);
      return target.group;
    case 'follow':
      followDue(target.group, out);
      return target.group;
    case 'stand':
    case 'failover':
    case 'rehearsal':
    case 'fence':
    case 'recount':
      return target.group;
    case 'claims':
      claimsOverdue(state, target.member, now, out);
      return target.member.group;
    case 'applicant':
      for (const hello of applicantOverdue(state, target.key, now, out)) {
        conclude(state, admitHello(state, hello, now, out), now, out);
      }
      return null;
    case 'pause-end':
      endPause(state, target.group, out);
      return target.group;
    case 'forgetting':
      forgettingOverdue(state, target.asker, out);
      return null;
    case 'checkup':
      checkupOverdue(state, target.asker, out);
      return null;
    case 'tilt-end':
      tiltEnds(state, now, out);
      return 'all';
    default:
      return target satisfies never;
  }
}

/** Draws all conclusions for what was touched (ODOWN-2), and for nothing else (SCALE-1). */
function conclude(state: State, touched: Touched, now: number, out: Outbox): void {
  if (touched === null) return;
  if (touched === 'all') {
    for (const group of state.groups.values()) concludeGroup(state, group, now, out);
  } else if (!('kind' in touched)) concludeGroup(state, touched, now, out);
  else if (touched.kind === 'node') {
    reviewDown(state, touched, now, out);
    concludeGroup(state, touched.group, now, out);
  } else concludePeer(state, touched, now, out);
}

/** Most answers of a peer change nothing for its groups, which can be many. */
function concludePeer(state: State, peer: Peer, now: number, out: Outbox): void {
  const wasDown = peer.anyDown;
  reviewDown(state, peer, now, out);
  if (wasDown === peer.anyDown) return;
  for (const { group } of peer.members.values()) concludeGroup(state, group, now, out);
}

function concludeGroup(state: State, group: Group, now: number, out: Outbox): void {
  if (state.groups.get(group.name) !== group) return;
  reviewDown(state, group.master, now, out);
  reviewCandidates(state, group, now, out);
  if (state.tiltSinceMs === null) reviewObjective(state, group, now, out);
  advanceFailover(state, group, now, out);
  if (state.tiltSinceMs === null) considerFailover(state, group, now, out);
  keepAsking(state, group, now, out);
  advanceFailover(state, group, now, out);
  advanceFollowing(state, group, now, out);
  advanceRehearsals(state, group, now, out);
  advanceCheckups(state, group, out);
  reviewFence(state, group, now, out);
  const broken = brokenInvariant(state, group);
  if (broken !== null) out.broken(broken);
}
