// The record of each failover of a group (HISTORY-1): when each step was, who voted, and an honest
// word on what may be lost. The record that grows, and the last that ended, stand in the state; all
// others are kept outside, and nothing in the core looks at any of them.

import { type Address, addressKey } from './address.ts';
import { votesFor, votesNeeded } from './elect/tally.ts';
import type { AbortCause } from './event.ts';
import type { HandOverProblem } from './operator-request.ts';
import type { Outbox } from './outbox.ts';
import { shownAddress } from './shown.ts';
import type { DataNode, Failover, Group, State } from './state.ts';

/** Of more replicas than this the offsets are not kept. */
export const MOST_OFFSETS = 16;

/** null: there was no such step, or it was not seen. */
export interface Steps {
  readonly detected: number | null;
  readonly agreed: number | null;
  /** A candidate. */
  readonly started: number | null;
  readonly elected: number | null;
  /** The replica was chosen. */
  readonly selected: number | null;
  /** It was first told to become a master. */
  readonly told: number | null;
  /** It said so, and the switch was made known. */
  readonly switched: number | null;
  /** All that could be reached follow it; of an attempt that was given up, its end. */
  readonly ended: number | null;
}

/** `crash`: the master was down. `empty-master`: it came back without its data (EMPTY-1). `forced`
 *  and `hand-over`: an operator asked; with the second no write is lost. */
export type FailoverReason = 'crash' | 'empty-master' | 'forced' | 'hand-over';

/** Why an attempt ended without a switch. */
export type EndCause = AbortCause | 'reset' | 'removed';

/** What a record tells, whichever clock its steps are on. */
export interface FailoverFacts {
  readonly groupName: string;
  readonly role: 'leader' | 'observer';
  /** null: the leader knows. */
  readonly reason: FailoverReason | null;
  readonly outcome: 'under-way' | 'switched' | 'given-up';
  /** Of one that was given up. */
  readonly cause: EndCause | null;
  /** Why writes could not be protected, where an operator asked. */
  readonly obstacle: HandOverProblem['code'] | null;
  /** Attempts that ended alike, one after the other. */
  readonly attempts: number;
  readonly epoch: bigint;
  /** The run id of the Sentinel that led it; null: not known. */
  readonly leader: string | null;
  /** Addresses as in replies. */
  readonly from: string;
  /** null: no replica was chosen. */
  readonly to: string | null;
  readonly steps: Steps;
  readonly votes: { readonly have: number; readonly need: number } | null;
  /** The last that was heard of the old master, and what the chosen replica had. */
  readonly oldOffset: bigint | null;
  readonly newOffset: bigint | null;
  /** Of the replicas, when one of them was chosen. */
  readonly offsets: readonly ReplicaOffset[];
  readonly loss: Loss;
}

export interface ReplicaOffset {
  readonly replica: string;
  readonly offset: bigint | null;
}

/** `none` only where a hand-over was confirmed, and where there was no switch. */
export type Loss =
  | { readonly kind: 'none' }
  | { readonly kind: 'at-least'; readonly bytes: bigint }
  | { readonly kind: 'unknown' };

/** As the core tells it, again with each step; the steps are on its clock. */
export interface FailoverRecord extends FailoverFacts {
  /** Counted up in one process. */
  readonly number: number;
  /** The record before, which this one stands for as well. */
  readonly replaces: number | null;
  /** The history of writes of the chosen replica at that moment. */
  readonly history: string | null;
}

const UNKNOWN: Loss = { kind: 'unknown' };
const NONE: Loss = { kind: 'none' };

/** We stand for election. */
export function rememberStart(
  state: State,
  group: Group,
  { forced, epoch }: Pick<Failover, 'forced' | 'epoch'>,
  now: number,
  out: Outbox,
): void {
  const crashed = group.objectivelyDownSinceMs === null ? 'empty-master' : 'crash';
  const record: FailoverRecord = {
    ...blank(state, group, epoch),
    ...{ role: 'leader', reason: forced ? 'forced' : crashed, leader: state.myId },
  };
  keep(group, { ...record, steps: { ...record.steps, started: now } }, out);
}

function blank(state: State, group: Group, epoch: bigint): FailoverRecord {
  const { master } = group;
  state.lastRecord += 1;
  const [detected, agreed] = [master.downSinceMs, group.objectivelyDownSinceMs];
  const late = { started: null, elected: null, selected: null, told: null, switched: null };
  return {
    ...{ number: state.lastRecord, replaces: null, groupName: group.name },
    ...{ role: 'observer', reason: null, outcome: 'under-way', cause: null, obstacle: null },
    ...{ attempts: 1, epoch, leader: null, to: null, votes: null },
    from: shown(state, master.address),
    steps: { ...late, detected, agreed, ended: null },
    ...{ oldOffset: master.info?.offset ?? null, newOffset: null, history: null },
    ...{ offsets: [], loss: UNKNOWN },
  };
}

/** `epoch`: another one where no majority was found (OPERATOR-5). */
export function rememberElected(
  state: State,
  group: Group,
  epoch: bigint,
  now: number,
  out: Outbox,
): void {
  const votes = { have: votesFor(state, group, epoch), need: votesNeeded(group) };
  amendStep(group, { elected: now }, { epoch, votes }, out);
}

export function rememberChoice(
  state: State,
  group: Group,
  { address, info }: DataNode,
  now: number,
  out: Outbox,
): void {
  const offsets = [...group.replicas.values()].slice(0, MOST_OFFSETS).map(({ node }) => ({
    replica: shown(state, node.address),
    offset: node.info?.offset ?? null,
  }));
  const history = info?.history ?? null;
  amendStep(group, { selected: now }, { to: shown(state, address), history, offsets }, out);
}

export function rememberTold(group: Group, now: number, out: Outbox): void {
  amendStep(group, { told: now }, {}, out);
}

/** Right before the switch. */
export function rememberSwitch(
  state: State,
  group: Group,
  { promoted, epoch }: Extract<Failover, { stage: 'wait-promotion' }>,
  now: number,
  out: Outbox,
): void {
  const { master, record } = group;
  if (record === null) return;
  const offsets = {
    oldOffset: master.info?.offset ?? null,
    newOffset: promoted.node.info?.offset ?? null,
  };
  const loss = lossOf(master, record.history, offsets);
  const votes = { have: votesFor(state, group, epoch), need: votesNeeded(group) };
  amendStep(group, { switched: now }, { ...offsets, loss, votes, outcome: 'switched' }, out);
}

/** Offsets say something of each other in one history only. What the old master had is at least
 *  what it last told, and what the new one has at most what it tells now. */
function lossOf(
  master: DataNode,
  chosenHistory: string | null,
  { oldOffset, newOffset }: Pick<FailoverRecord, 'oldOffset' | 'newOffset'>,
): Loss {
  const history = master.info?.history ?? null;
  const isOne = history !== null && history === chosenHistory;
  if (!isOne || oldOffset === null || newOffset === null) return UNKNOWN;
  const bytes = oldOffset - newOffset;
  return bytes > 0n ? { kind: 'at-least', bytes } : UNKNOWN;
}

/** A failover that another led, right before we follow it. */
export function rememberSeen(
  state: State,
  group: Group,
  seen: { readonly to: Address; readonly epoch: bigint },
  now: number,
  out: Outbox,
): void {
  rememberEnd(state, group, 'newer-configuration', now, out);
  const record = blank(state, group, seen.epoch);
  keep(
    group,
    {
      ...record,
      leader: leaderOf(group, seen.epoch),
      to: shown(state, seen.to),
      steps: { ...record.steps, switched: now },
      outcome: 'switched',
    },
    out,
  );
}

/** Whom the votes that we know of were for. */
function leaderOf(group: Group, epoch: bigint): string | null {
  if (group.vote.epoch === epoch && group.vote.leader !== null) return group.vote.leader;
  for (const { vote } of group.members.values()) if (vote?.epoch === epoch) return vote.leader;
  return null;
}

/** HANDOVER-6: the old master was a replica before its hold ended. */
export function rememberHandOver(group: Group, out: Outbox): void {
  if (hasSwitched(group)) amend(group, { reason: 'hand-over', loss: NONE }, out);
}

/** HANDOVER-7. */
export function rememberObstacle(group: Group, obstacle: HandOverProblem, out: Outbox): void {
  // Why the attempt as a whole ended says it better.
  if (obstacle.code !== 'aborted') amend(group, { obstacle: obstacle.code }, out);
}

export function rememberFollowed(group: Group, now: number, out: Outbox): void {
  if (hasSwitched(group)) amendStep(group, { ended: now }, {}, out);
}

/** And no other attempt has begun since. */
function hasSwitched({ record }: Group): boolean {
  return record?.outcome === 'switched';
}

/** An attempt ends without a switch. Equal ends of one outage are one record: they must not push
 *  the others out. */
export function rememberEnd(
  state: State,
  group: Group,
  cause: EndCause,
  now: number,
  out: Outbox,
): void {
  const { record, givenUp } = group;
  if (record?.outcome !== 'under-way') return;
  const isAgain =
    givenUp !== null &&
    givenUp.cause === cause &&
    givenUp.reason === record.reason &&
    givenUp.to === record.to &&
    givenUp.steps.detected !== null &&
    givenUp.steps.detected === record.steps.detected;
  const votes = { have: votesFor(state, group, record.epoch), need: votesNeeded(group) };
  const before = isAgain ? { attempts: givenUp.attempts + 1, replaces: givenUp.number } : {};
  // A replica that was told may have become a master all the same.
  const loss = record.steps.told === null ? NONE : UNKNOWN;
  amendStep(group, { ended: now }, { ...before, votes, cause, loss, outcome: 'given-up' }, out);
  group.givenUp = group.record;
}

function amendStep(
  group: Group,
  step: Partial<Steps>,
  change: Partial<FailoverRecord>,
  out: Outbox,
): void {
  const { record } = group;
  if (record !== null) amend(group, { ...change, steps: { ...record.steps, ...step } }, out);
}

function amend(group: Group, change: Partial<FailoverRecord>, out: Outbox): void {
  if (group.record !== null) keep(group, { ...group.record, ...change }, out);
}

function keep(group: Group, record: FailoverRecord, out: Outbox): void {
  group.record = record;
  out.free({ kind: 'record', record });
}

function shown(state: State, address: Address): string {
  return addressKey(shownAddress(state, address));
}
