// SENTINEL FORGET ... EVERYWHERE (OPERATOR-16): what was forgotten here is forgotten by the other
// Sentinels of the group too, as far as they can be reached and know how. Each is asked once, on
// the link that stands with it, and waited for a bounded time; each answers for itself.

import { FORGET_RESULTS, type ForgetResult, type Forgotten } from '../forget-result.ts';
import type { Forgetting, ForgettingPeer } from '../forgetting-state.ts';
import type { Asker } from '../input.ts';
import type { OperatorOutcome, OperatorRequest } from '../operator-request.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { shownAddress } from '../shown.ts';
import type { Group, Member, State } from '../state.ts';
import { timer } from '../timers.ts';
import { forget } from './forget.ts';

type Forget = Extract<OperatorRequest, { kind: 'forget' }>;

/** How long the others are waited for: each has a file to write. */
export const FORGET_PATIENCE_MS = 3_000;

/** More at once are refused. */
export const MOST_FORGETTINGS = 16;

export function forgetEverywhere(
  state: State,
  group: Group,
  request: Forget,
  asked: { readonly asker: Asker; readonly now: number },
  out: Outbox,
): OperatorOutcome | 'later' {
  if (state.forgettings.size >= MOST_FORGETTINGS)
    return { kind: 'failed', code: 'too-many-forgets' };
  // Whoever is forgotten is not asked, and not among those who answer.
  const members = [...group.members.values()];
  const outcome = forget(state, group, request.who, asked.now, out);
  const isOver = outcome.kind === 'failed' && outcome.code !== 'no-such-node';
  if (isOver) return outcome;
  state.revision += 1;
  out.saveNow();
  const here = { runId: state.myId, address: null, result: resultOf(outcome) };
  const forgetting: Forgetting = {
    ...{ asker: asked.asker, revision: state.revision, here },
    peers: new Map(members.map((member) => [member.peer.runId, entryOf(state, member, request)])),
    timer: timer({ kind: 'forgetting', asker: asked.asker }),
  };
  state.forgettings.set(asked.asker, forgetting);
  state.timers.arm(forgetting.timer, asked.now + FORGET_PATIENCE_MS);
  for (const { peer } of members) {
    const { stage } = peer.command;
    if (forgetting.peers.get(peer.runId)?.result !== null || stage.kind !== 'up') continue;
    const { asker } = asked;
    const statement = { kind: 'forget', asker, groupName: group.name, who: request.who } as const;
    out.held({ kind: 'state', link: stage.id, request: statement });
  }
  answerIfComplete(state, forgetting, out);
  return 'later';
}

/** The result is null for who is asked. */
function entryOf(state: State, { peer, downSinceMs }: Member, { who }: Forget): ForgettingPeer {
  const address = shownAddress(state, peer.address);
  const isIt = who.kind === 'sentinel' && who.runId === peer.runId;
  const isThere = downSinceMs === null && peer.command.stage.kind === 'up';
  const unasked = isThere ? null : 'unreachable';
  return { runId: peer.runId, address, result: isIt ? 'itself' : unasked };
}

export function resultOf(outcome: OperatorOutcome): ForgetResult {
  if (outcome.kind === 'done') return 'forgotten';
  if (outcome.kind === 'comes-back') return outcome.why;
  const code = outcome.kind === 'failed' ? outcome.code : null;
  return FORGET_RESULTS.find((result) => result === code) ?? 'refused';
}

/** A peer has answered. */
export function observeForgotten(
  state: State,
  runId: string,
  { request, result }: Extract<Reply, { kind: 'forget' }>,
  out: Outbox,
): void {
  const forgetting = state.forgettings.get(request.asker);
  const entry = forgetting?.peers.get(runId);
  if (forgetting === undefined || entry === undefined || entry.result !== null) return;
  forgetting.peers.set(runId, { ...entry, result });
  answerIfComplete(state, forgetting, out);
}

/** Nobody is waited for any longer. */
export function forgettingOverdue(state: State, asker: Asker, out: Outbox): void {
  const forgetting = state.forgettings.get(asker);
  if (forgetting === undefined) return;
  for (const [runId, entry] of forgetting.peers) {
    if (entry.result === null) forgetting.peers.set(runId, { ...entry, result: 'no-answer' });
  }
  answerIfComplete(state, forgetting, out);
}

function answerIfComplete(state: State, forgetting: Forgetting, out: Outbox): void {
  const { asker, here, peers, revision } = forgetting;
  const others = [...peers.values()].flatMap(({ result, ...rest }) =>
    result === null ? [] : [{ ...rest, result }],
  );
  if (others.length < peers.size) return;
  state.forgettings.delete(asker);
  state.timers.disarm(forgetting.timer);
  const told = (mine: Forgotten): OperatorOutcome => ({ kind: 'forgotten', by: [mine, ...others] });
  out.heldFor(revision, {
    kind: 'saved-outcome',
    asker,
    outcome: told(here),
    ifUnsaved: told({ ...here, result: 'not-saved' }),
  });
}
