// Epochs that jump (TRUST-8 to TRUST-10). A few too many do no harm: epochs only grow, and there
// are plenty. A jump beyond all that elections can explain is believed when a majority reports it,
// or when the group cannot be helped otherwise.

import { electionTimeoutMs } from '../elect/pauses.ts';
import { adoptEpoch } from '../elect/vote.ts';
import { isWithinReason, laterEpoch } from '../epoch.ts';
import type { Subject } from '../event.ts';
import type { EpochReport } from '../facts.ts';
import { masterSubject, peerSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { askEpochOf } from '../schedule/send.ts';
import { countVoters, type Group, type Member, type State } from '../state.ts';
import { refuse } from './refuse.ts';

/** What elections, hand-overs and other groups may add while somebody is away. */
const LARGEST_JUMP = 100_000;
/** After it that much may be added once more: a climb in steps is a jump as well. */
const CLIMB_MS = 3_600_000;
/** What nobody has confirmed leaves enough epochs for ever, should it be forged. */
const LARGEST_UNCONFIRMED = 2n ** 62n;
/** A report counts for so long. */
const REPORT_LIFE_MS = 5_000;

/** TRUST-8: adopts the epoch of a member's hello or answer. False: not yet. */
export function admitEpoch(
  state: State,
  member: Member,
  epoch: bigint,
  now: number,
  out: Outbox,
): boolean {
  const { group } = member;
  if (climbTo(state, epoch, now) || isBelievable(state, member, epoch, now)) {
    adoptEpoch(state, group, epoch, out);
    return true;
  }
  const subject = peerSubject(member.peer, group);
  flagJump(state, { subject, epoch, from: member.peer.runId, group }, now, out);
  return false;
}

/** TRUST-10: the epoch of somebody who asks for a vote. */
export function admitAskedEpoch(
  state: State,
  group: Group,
  asked: { readonly epoch: bigint; readonly candidate: string },
  now: number,
  out: Outbox,
): boolean {
  const { epoch, candidate } = asked;
  const member = group.members.get(candidate);
  if (climbTo(state, epoch, now) || isBelievable(state, member, epoch, now)) return true;
  const subject = member === undefined ? masterSubject(group) : peerSubject(member.peer, group);
  flagJump(state, { subject, epoch, from: candidate, group }, now, out);
  return false;
}

/** TRUST-8. True: it is adopted, and what it adds is missing from the next one. */
function climbTo({ settings, currentEpoch, climb }: State, epoch: bigint, now: number): boolean {
  if (settings.trust === 'off' || epoch <= currentEpoch) return true;
  const settled = ((now - climb.atMs) * LARGEST_JUMP) / CLIMB_MS;
  const before = Math.max(0, climb.epochs - settled);
  const added = epoch - currentEpoch;
  if (added > BigInt(Math.floor(LARGEST_JUMP - before))) return false;
  climb.epochs = before + Number(added);
  climb.atMs = now;
  return true;
}

/** TRUST-10: a stock peer tells its current epoch in its messages and nowhere else; a Vedette is
 *  asked. */
function isBelievable(
  state: State,
  member: Member | undefined,
  epoch: bigint,
  now: number,
): boolean {
  if (member?.reported?.tellsAll !== false || epoch > LARGEST_UNCONFIRMED) return false;
  return isStuck(state, member.group, now);
}

interface Jump {
  readonly subject: Subject;
  readonly epoch: bigint;
  readonly from: string;
  readonly group: Group;
}

/** Says so, and asks everybody which epochs they know, no more than once in a publish period. */
function flagJump(state: State, jump: Jump, now: number, out: Outbox): void {
  const { subject, epoch, from, group } = jump;
  const doubt = { code: 'epoch-jump', epoch } as const;
  refuse(state, { key: `epoch ${from} ${group.name} ${epoch}`, subject, doubt }, now, out);
  askEpochs(state, group, now, out);
}

function askEpochs(state: State, group: Group, now: number, out: Outbox): void {
  const periodMs = Math.min(state.timings.publishPeriodMs, state.timings.askPeriodMs);
  if (now - group.epochsAskedAtMs < periodMs / 2) return;
  group.epochsAskedAtMs = now;
  for (const member of group.members.values()) askEpochOf(state, member, now, out);
}

/** TRUST-9: a peer's own word. */
export function observeEpochReport(
  state: State,
  member: Member,
  { request, report }: Extract<Reply, { kind: 'epoch-of' }>,
  now: number,
  out: Outbox,
): void {
  const { configEpoch, voteEpoch, currentEpoch } = report;
  const known = [configEpoch, voteEpoch, currentEpoch].map((epoch) => epoch ?? 0n);
  const tellsAll = currentEpoch !== null;
  const told = { epoch: known.reduce(laterEpoch), tellsAll, voteEpoch, votedFor: report.votedFor };
  member.reported = { atMs: request.askedAtMs, ...told };
  reviewCandidacy(member, { askedAtMs: request.askedAtMs, voteEpoch, configEpoch }, now, out);
  const epoch = agreedEpoch(state, member.group, now);
  if (isWithinReason(epoch)) adoptEpoch(state, member.group, epoch, out);
}

/** TRUST-11: we voted for it because somebody asked in its name, and it has not even voted for
 *  itself: it does not stand, and nobody need wait for it. Who has promoted another node meanwhile
 *  tells of no vote, since we asked about the old one. */
function reviewCandidacy(
  { peer, group }: Member,
  said: Pick<EpochReport, 'voteEpoch' | 'configEpoch'> & { readonly askedAtMs: number },
  now: number,
  out: Outbox,
): void {
  const { attempts, vote } = group;
  const { waitingFor } = attempts;
  if (waitingFor?.leader !== peer.runId || vote.leader !== peer.runId) return;
  if (said.voteEpoch === null) return;
  if (laterEpoch(said.voteEpoch, said.configEpoch ?? 0n) >= vote.epoch) return;
  if (said.askedAtMs < waitingFor.sinceMs) return;
  attempts.waitingFor = null;
  attempts.notBeforeMs = now;
  const subject = peerSubject(peer, group);
  out.announce({ name: '+false-candidate', subject, epoch: vote.epoch });
}

/** The largest epoch that a majority of the group's Sentinels has at least; the largest believable
 *  one of anybody where nobody could be elected for so long that waiting is the greater harm. */
function agreedEpoch(state: State, group: Group, now: number): bigint {
  const epochs: bigint[] = [];
  for (const { reported } of group.members.values()) {
    if (reported !== null && now - reported.atMs <= REPORT_LIFE_MS) epochs.push(reported.epoch);
  }
  epochs.sort((a, b) => (a === b ? 0 : a > b ? -1 : 1));
  const agreed = epochs[Math.floor(countVoters(group) / 2)] ?? 0n;
  if (!isStuck(state, group, now)) return agreed;
  return laterEpoch(agreed, epochs.find((epoch) => epoch <= LARGEST_UNCONFIRMED) ?? 0n);
}

/** TRUST-10. */
function isStuck(state: State, group: Group, now: number): boolean {
  const { objectivelyDownSinceMs } = group;
  if (objectivelyDownSinceMs === null) return false;
  return now - objectivelyDownSinceMs >= electionTimeoutMs(state, group);
}
