// HANDOVER-2: whether a node would do what a hand-over needs, found out before anything is touched:
// on a connection of its own the commands are queued in a transaction, and the connection is
// closed. Nothing is executed, and it needs no permission that the hand-over itself does not.

import { closeLink, newLink } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { openLink } from '../schedule/connect.ts';
import type { DataNode, Group, Link, State, Trial } from '../state.ts';

export function beginTrial(
  state: State,
  node: DataNode,
  of: Trial['of'],
  now: number,
  out: Outbox,
): Trial {
  if (node.trial !== null) return node.trial;
  const trial: Trial = { link: newLink(node, 'trial'), of, verdict: 'open' };
  node.trial = trial;
  openLink(state, trial.link, now, out);
  return trial;
}

/** The connection stands: the transaction is begun, alone. */
export function trialUp(link: Link, out: Outbox): void {
  if (link.stage.kind !== 'up') return;
  const request = { kind: 'trial', of: 'transaction' } as const;
  out.free({ kind: 'probe', link: link.stage.id, request });
}

export function observeTrial(
  state: State,
  node: DataNode,
  reply: Extract<Reply, { kind: 'trial' }>,
  out: Outbox,
): void {
  const { trial } = node;
  if (trial === null || trial.link.stage.kind !== 'up') return;
  node.denies = reply.denies;
  if (reply.refused !== null) {
    const isPromotion = reply.request.of === 'replica';
    return finish(state, trial, { refused: reply.refused, isPromotion }, out);
  }
  if (reply.request.of !== 'transaction') return finish(state, trial, 'fit', out);
  const request = { kind: 'trial', of: trial.of } as const;
  out.free({ kind: 'probe', link: trial.link.stage.id, request });
}

/** The connection could not be made or was lost. */
export function trialLost(state: State, node: DataNode, reason: string, out: Outbox): void {
  if (node.trial?.verdict !== 'open') return;
  finish(state, node.trial, { refused: reason, isPromotion: false }, out);
}

/** The connection could not be made in time. */
export function trialOverdue(state: State, link: Link, out: Outbox): void {
  if (link.endpoint.kind === 'node') trialLost(state, link.endpoint, 'no connection', out);
}

/** PROMOTE-4: it was tried, and said that it will not become a master. */
export function refusesPromotion({ trial }: DataNode): boolean {
  return typeof trial?.verdict === 'object' && trial.verdict.isPromotion;
}

/** HANDOVER-1: it was tried, and would stay a master beside the new one. */
export function refusesDemotion({ trial, denies }: DataNode): boolean {
  return typeof trial?.verdict === 'object' && denies.includes('slaveof');
}

/** Forgets what the nodes would permit: until the next hand-over it may change. */
export function endTrials(state: State, group: Group, out: Outbox): void {
  for (const node of [group.master, ...[...group.replicas.values()].map((each) => each.node)]) {
    if (node.trial !== null) closeLink(state, node.trial.link, out);
    node.trial = null;
  }
}

function finish(state: State, trial: Trial, verdict: Trial['verdict'], out: Outbox): void {
  trial.verdict = verdict;
  closeLink(state, trial.link, out);
}
