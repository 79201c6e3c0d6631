// The last failovers of a group (HISTORY-1): when each step was, who voted, and an honest word on
// what may be lost. Kept in memory, for people: nothing in the core looks at it.

import { type Address, addressKey } from './address.ts';
import { votesFor, votesNeeded } from './elect/tally.ts';
import { shownAddress } from './shown.ts';
import type { DataNode, Failover, Group, State } from './state.ts';

/** The oldest makes room. */
export const MOST_KEPT = 10;

/** On the clock of `step`; null: there was no such step, or it was not seen. */
export interface Steps {
  readonly detected: number | null;
  readonly agreed: number | null;
  readonly started: number | null;
  readonly elected: number | null;
  readonly selected: number | null;
  /** The replica was first told to become a master. */
  readonly told: number | null;
  /** It said so, and the switch was made known. */
  readonly switched: number;
  /** All that could be reached follow it. */
  readonly ended: number | null;
}

export interface PastFailover {
  readonly role: 'leader' | 'observer';
  /** null: the leader knows. */
  readonly reason: 'crash' | 'forced' | 'hand-over' | null;
  readonly epoch: bigint;
  readonly from: Address;
  readonly to: Address;
  readonly steps: Steps;
  readonly votes: { readonly have: number; readonly need: number } | null;
  /** The last that was heard of the old master, and what the chosen replica had. */
  readonly oldOffset: bigint | null;
  readonly newOffset: bigint | null;
  readonly loss: Loss;
}

/** `none` only where a hand-over was confirmed. */
export type Loss =
  | { readonly kind: 'none' }
  | { readonly kind: 'at-least'; readonly bytes: bigint }
  | { readonly kind: 'unknown' };

/** What was known of the replica at the moment of the choice. */
export interface Selection {
  readonly atMs: number;
  readonly history: string | null;
}

export function selectionOf({ info }: DataNode, now: number): Selection {
  return { atMs: now, history: info?.history ?? null };
}

/** A failover of our own, right before the switch. */
export function rememberLed(
  state: State,
  group: Group,
  failover: Extract<Failover, { stage: 'wait-promotion' }>,
  now: number,
): void {
  const { master } = group;
  const { node } = failover.promoted;
  const oldOffset = master.info?.offset ?? null;
  const newOffset = node.info?.offset ?? null;
  remember(group, {
    role: 'leader',
    reason: failover.forced ? 'forced' : 'crash',
    epoch: failover.epoch,
    from: master.address,
    to: node.address,
    steps: {
      detected: master.downSinceMs,
      agreed: group.objectivelyDownSinceMs,
      started: failover.startedAtMs,
      elected: failover.electedAtMs,
      selected: failover.selection?.atMs ?? null,
      told: failover.stageSinceMs,
      switched: now,
      ended: null,
    },
    votes: { have: votesFor(state, group, failover.epoch), need: votesNeeded(group) },
    oldOffset,
    newOffset,
    loss: lossOf(master, failover.selection, { oldOffset, newOffset }),
  });
}

/** Offsets say something of each other in one history only. What the old master had is at least
 *  what it last told, and what the new one has at most what it tells now. */
function lossOf(
  master: DataNode,
  selection: Selection | null,
  { oldOffset, newOffset }: Pick<PastFailover, 'oldOffset' | 'newOffset'>,
): Loss {
  const history = master.info?.history ?? null;
  const isOne = history !== null && history === selection?.history;
  if (!isOne || oldOffset === null || newOffset === null) return { kind: 'unknown' };
  const bytes = oldOffset - newOffset;
  return bytes > 0n ? { kind: 'at-least', bytes } : { kind: 'unknown' };
}

/** A failover that another led, right before we follow it. */
export function rememberSeen(group: Group, to: Address, epoch: bigint, now: number): void {
  const none = { started: null, elected: null, selected: null, told: null, ended: null };
  const { master } = group;
  remember(group, {
    role: 'observer',
    reason: null,
    epoch,
    from: master.address,
    to,
    steps: {
      ...none,
      detected: master.downSinceMs,
      agreed: group.objectivelyDownSinceMs,
      switched: now,
    },
    votes: null,
    oldOffset: master.info?.offset ?? null,
    newOffset: null,
    loss: { kind: 'unknown' },
  });
}

/** HANDOVER-6: the old master was a replica before its hold ended. */
export function rememberHandOver(group: Group): void {
  amend(group, { reason: 'hand-over', loss: { kind: 'none' } });
}

export function rememberEnd(group: Group, now: number): void {
  const last = group.history.at(-1);
  if (last !== undefined) amend(group, { steps: { ...last.steps, ended: now } });
}

function remember(group: Group, past: PastFailover): void {
  group.history.push(past);
  if (group.history.length > MOST_KEPT) group.history.shift();
}

function amend(group: Group, change: Partial<PastFailover>): void {
  const last = group.history.pop();
  if (last !== undefined) group.history.push({ ...last, ...change });
}

/** As it is shown: addresses as in replies, times as ages in whole milliseconds; newest first. */
export interface PastFailoverView extends Omit<PastFailover, 'from' | 'to' | 'steps'> {
  readonly from: string;
  readonly to: string;
  readonly agesMs: Readonly<Record<keyof Steps, number | null>>;
}

export function historyView(state: State, group: Group, now: number): readonly PastFailoverView[] {
  const age = (atMs: number | null): number | null =>
    atMs === null ? null : Math.max(0, Math.round(now - atMs));
  return group.history.toReversed().map(({ from, to, steps, ...rest }) => ({
    ...rest,
    from: addressKey(shownAddress(state, from)),
    to: addressKey(shownAddress(state, to)),
    agesMs: {
      detected: age(steps.detected),
      agreed: age(steps.agreed),
      started: age(steps.started),
      elected: age(steps.elected),
      selected: age(steps.selected),
      told: age(steps.told),
      switched: age(steps.switched),
      ended: age(steps.ended),
    },
  }));
}
