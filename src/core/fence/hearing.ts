// Whom we hear of a group (FENCE-1): a peer that answers us, or whose hellos reach the master and
// come back from there. And how often we make ourselves heard, so that others can tell (FENCE-2).
// What follows from silence is fence.ts's.

import type { Hello } from '../facts.ts';
import type { DataNode, Endpoint, Group, Member, State } from '../state.ts';
import { isMaster } from '../state.ts';
import { demandsSeal } from '../trust/seals.ts';

const PATIENCE_SHARE = 1 / 2;
/** A hello of somebody who says hello every so often is late after this many of these times. */
const LATE_HELLO_PERIODS = 1.25;
/** A short time between two hellos counts less and less while longer ones follow. */
const RHYTHM_DECAY = 0.9;
const PROBES_PER_PATIENCE = 4;
const HELLOS_PER_PATIENCE = 2;
const LEAST_PERIOD_MS = 100;

/** For how long we may hear nothing of a majority. Milliseconds. */
export function patienceMs({ options }: Group): number {
  return options.downAfterMs * PATIENCE_SHARE;
}

/** FENCE-2: with a fence peers are asked whether they live a few times in the shortest patience. */
export function peerProbePeriodMs({ settings, timings }: State, downAfterMs: number): number {
  if (!settings.fenceMinority) return timings.pingPeriodMs;
  const wishedMs = (downAfterMs * PATIENCE_SHARE) / PROBES_PER_PATIENCE;
  return Math.min(timings.pingPeriodMs, Math.max(LEAST_PERIOD_MS, wishedMs));
}

/** FENCE-2: and the master gets hellos often enough that a peer which hears us by these alone
 *  knows in time that we live. */
export function helloPeriodMs({ settings, timings }: State, node: DataNode): number {
  if (!settings.fenceMinority || !isMaster(node)) return timings.publishPeriodMs;
  const wishedMs = patienceMs(node.group) / HELLOS_PER_PATIENCE;
  return Math.min(timings.publishPeriodMs, Math.max(LEAST_PERIOD_MS, wishedMs));
}

/** Notes a hello that came by the master: who sent it reaches the master. One without the seal that
 *  is demanded does not tell who that is (TRUST-15). */
export function heardThrough(state: State, endpoint: Endpoint, hello: Hello, now: number): void {
  if (endpoint.kind !== 'node' || !isMaster(endpoint)) return;
  if (demandsSeal(state) && hello.seal !== 'good') return;
  const member = endpoint.group.members.get(hello.runId);
  if (member === undefined) return;
  const { throughMaster } = member;
  const slowestMs = state.timings.publishPeriodMs;
  const gapMs = throughMaster === null ? slowestMs : Math.min(slowestMs, now - throughMaster.atMs);
  const rhythmMs = Math.max(gapMs, (throughMaster?.rhythmMs ?? 0) * RHYTHM_DECAY);
  member.throughMaster = { atMs: now, rhythmMs };
}

/** FENCE-1: when those whom we then hear no longer will be enough to elect a leader without us;
 *  null: never, or we have never heard enough of them. */
export function silentFromMs(group: Group): number | null {
  const members = [...group.members.values()];
  // FENCE-8: who only says hello can put a fence off, and not bring it on.
  if (members.every(isCounted)) return finite(outnumberedFromMs(members, heardUntilMs));
  const provenMs = outnumberedFromMs(members, (member) =>
    isCounted(member) ? heardUntilMs(member) : Number.NEGATIVE_INFINITY,
  );
  return finite(provenMs) === null ? null : finite(outnumberedFromMs(members, heardUntilMs));
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** From when on fewer are heard, ourselves included, than are silent; infinity: never. */
function outnumberedFromMs(
  members: readonly Member[],
  untilMs: (member: Member) => number,
): number {
  const inTurn = members.map((member) => ({ member, ms: untilMs(member) }));
  inTurn.sort((a, b) => (a.ms === b.ms ? 0 : a.ms - b.ms));
  let heard = 1 + members.length;
  let silent = 0;
  for (const { member, ms } of inTurn) {
    heard -= 1;
    if (isCounted(member)) silent += 1;
    if (silent > heard) return ms;
  }
  return Number.POSITIVE_INFINITY;
}

/** FENCE-8: whether it is missed when it is silent. */
export function isCounted({ peer }: Member): boolean {
  return peer.standing !== 'on-its-word';
}

/** How many we hear, ourselves included. */
export function countHeard(group: Group, now: number): number {
  let heard = 1;
  for (const member of group.members.values()) {
    if (isHeard(member, now)) heard += 1;
  }
  return heard;
}

export function isHeard(member: Member, now: number): boolean {
  return heardUntilMs(member) > now;
}

function heardUntilMs({ peer, group, throughMaster }: Member): number {
  const directly = peer.answeredAtMs + patienceMs(group);
  if (throughMaster === null) return directly;
  return Math.max(directly, throughMaster.atMs + helloLifeMs(group, throughMaster.rhythmMs));
}

/** A hello counts until the next one is surely late, which can be longer than our patience. */
function helloLifeMs(group: Group, rhythmMs: number): number {
  return Math.max(patienceMs(group), LATE_HELLO_PERIODS * rhythmMs);
}

/** FENCE-3: whether hellos would have come by the master, if there were any: it has been the master
 *  and within reach for so long, and its channel has carried something, if only our own. */
export function hearsThroughMaster(state: State, group: Group, now: number): boolean {
  const { pubsub, steadySinceMs, roleReportedAtMs } = group.master;
  const { stage } = pubsub;
  if (stage.kind !== 'up' || stage.lastMessageMs <= stage.sinceMs) return false;
  const lifeMs = helloLifeMs(group, state.timings.publishPeriodMs);
  const sinceMs = Math.max(stage.sinceMs, steadySinceMs, roleReportedAtMs);
  return now - sinceMs >= lifeMs && now - stage.lastMessageMs < 2 * lifeMs;
}

/** The channel of the master has been open for long and has carried nothing, not even our own. */
export function helloIsDeaf({ timings }: State, { master }: Group, now: number): boolean {
  const { stage } = master.pubsub;
  if (stage.kind !== 'up' || master.command.stage.kind !== 'up') return false;
  const isSilent = stage.lastMessageMs <= stage.sinceMs;
  return isSilent && now - stage.sinceMs > 2 * timings.publishPeriodMs;
}

/** After how long the silence of this peer's hellos is certain; null: none has come yet. */
export function surelySilentMs({ group, throughMaster }: Member): number | null {
  return throughMaster === null ? null : helloLifeMs(group, throughMaster.rhythmMs);
}

/** FENCE-4: a PUBLISH to a master that takes no writes waits, and all behind it. So nobody greets
 *  one that may be fenced now: by us, by a peer that hears as little as we do, or by those
 *  who still hold it to be the master. */
export function isHushed(state: State, node: DataNode, now: number): boolean {
  const { group, info, infoAtMs, command } = node;
  if (group.fence?.node === node) return true;
  if (!state.settings.fenceMinority || command.stage.kind !== 'up') return false;
  if (isMaster(node)) {
    const silentMs = silentFromMs(group);
    return silentMs !== null && now >= silentMs - patienceMs(group) / 2;
  }
  return info === null || (infoAtMs ?? 0) < command.stage.sinceMs || info.role === 'master';
}
