// A newer configuration that a hello speaks of (TRUST-2 to TRUST-4). The hello is only a reason to
// ask: what is taken over is what its sender answers. Where the sender cannot be asked any more,
// the node that it names may bear it out.

import { peerSubject } from '../instances.ts';
import { mentioned } from '../look-ups.ts';
import { isName, nodeAt, sameNode } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { askInfo, askMasterOf } from '../schedule/send.ts';
import { type Group, isForeign, type Member, type Peer, type State } from '../state.ts';
import { usableAddress } from '../usable-address.ts';
import { adoptConfiguration, type Configuration } from './adopt.ts';
import type { Claim, Doubt } from './doubts.ts';
import { admitEpoch } from './epochs.ts';
import { refuse, wasJustRefused } from './refuse.ts';

/** How long it is waited for an answer. */
export const CONFIRM_PATIENCE_MS = 2_000;
/** Claims of one peer about one group that are looked into at a time; its next hello brings what
 *  was passed over. */
const MOST_CLAIMS = 4;

/** TRUST-2: called for each hello of a member whose config epoch is larger than ours. */
export function observeClaim(
  state: State,
  member: Member,
  said: Configuration,
  now: number,
  out: Outbox,
): void {
  const { claims, group } = member;
  const { master, configEpoch } = said;
  if (wasJustRefused(state, keyOf(member, said), now)) return;
  const isAsked = (claim: Claim): boolean =>
    claim.configEpoch === configEpoch && sameNode(state, claim.master, master);
  if (claims.length >= MOST_CLAIMS || claims.some(isAsked)) return;
  claims.push({ master, configEpoch, sinceMs: now, askedAtMs: now, isDenied: false });
  askMasterOf(member, now, out);
  const node = nodeAt(state, group, master);
  if (node !== null) askInfo(node, out);
  armDeadline(state, member);
}

/** Its link is there again: what was asked on the one before is lost. */
export function askAboutClaims(peer: Peer, now: number, out: Outbox): void {
  for (const member of peer.members.values()) {
    if (member.claims.length === 0) continue;
    for (const claim of member.claims) claim.askedAtMs = now;
    askMasterOf(member, now, out);
  }
}

/** TRUST-2: what a peer says of its own accord counts, whatever it was asked for. */
export function observeMasterOf(
  state: State,
  member: Member,
  { request, ...said }: Extract<Reply, { kind: 'master-of' }>,
  now: number,
  out: Outbox,
): void {
  if (state.settings.trust === 'off') return;
  const { group } = member;
  if (said.configEpoch > group.configEpoch) take(state, member, said, now, out);
  const open: Claim[] = [];
  for (const claim of member.claims) {
    if (claim.askedAtMs > request.askedAtMs) open.push(claim);
    else if (isSaid(state, claim, said)) continue;
    else if (claim.isDenied) refuseClaim(state, member, claim, 'denied', now, out);
    else open.push({ ...claim, askedAtMs: now, isDenied: true });
  }
  const asksAgain = open.some((claim) => claim.isDenied && claim.askedAtMs === now);
  member.claims = open;
  if (asksAgain) askMasterOf(member, now, out);
  armDeadline(state, member);
}

/** TRUST-3: who could not be asked, or does not answer. */
export function claimsOverdue(state: State, member: Member, now: number, out: Outbox): void {
  const open: Claim[] = [];
  for (const claim of member.claims) {
    if (now - claim.sinceMs < CONFIRM_PATIENCE_MS) open.push(claim);
    else if (claim.configEpoch <= member.group.configEpoch) continue;
    else if (isBorneOut(state, member.group, claim)) take(state, member, claim, now, out);
    else refuseClaim(state, member, claim, 'unconfirmed', now, out);
  }
  member.claims = open;
  armDeadline(state, member);
}

/** Exactly that, or something newer. */
function isSaid(state: State, claim: Configuration, said: Configuration): boolean {
  if (said.configEpoch !== claim.configEpoch) return said.configEpoch > claim.configEpoch;
  return sameNode(state, said.master, claim.master);
}

/** TRUST-3: a known replica says that it is the master, and ours no longer does. No message can
 *  bring that about. */
function isBorneOut(state: State, group: Group, claim: Claim): boolean {
  const node = nodeAt(state, group, claim.master);
  const { master } = group;
  if (node === null || node === master || isForeign(node) || node.downSinceMs !== null)
    return false;
  const isMaster = node.info?.role === 'master' && (node.infoAtMs ?? 0) >= claim.sinceMs;
  return isMaster && (master.downSinceMs !== null || master.roleReported === 'slave');
}

function take(
  state: State,
  member: Member,
  { master, configEpoch }: Configuration,
  now: number,
  out: Outbox,
): void {
  const usable = usableAddress(state, master);
  if (usable === null) return;
  const { group } = member;
  const isNewName = isName(usable.host) && nodeAt(state, group, usable) === null;
  // NAME-5: heard again when the name has been looked up.
  if (isNewName && mentioned(state, usable.host, now, out) === null) return;
  if (!admitEpoch(state, member, configEpoch, now, out)) return;
  adoptConfiguration(state, member, { master: usable, configEpoch }, now, out);
}

function refuseClaim(
  state: State,
  member: Member,
  claim: Configuration,
  code: 'denied' | 'unconfirmed',
  now: number,
  out: Outbox,
): void {
  const { master, configEpoch } = claim;
  const doubt: Doubt = { code, master, configEpoch };
  const subject = peerSubject(member.peer, member.group);
  refuse(state, { key: keyOf(member, claim), subject, doubt }, now, out);
}

function keyOf({ peer, group }: Member, { master, configEpoch }: Configuration): string {
  return `claim ${peer.runId} ${group.name} ${master.host}:${master.port} ${configEpoch}`;
}

function armDeadline(state: State, { claims, claimTimer }: Member): void {
  const [first] = claims;
  if (first === undefined) state.timers.disarm(claimTimer);
  else state.timers.arm(claimTimer, first.sinceMs + CONFIRM_PATIENCE_MS);
}
