// The regular work for one instance: PING, and with it in the same write INFO and hello when they
// are due (PROBE-1, INFO-1, HELLO-1); and the renewal of links that stand but carry nothing.
// Beats fall on a common grid, so that one wake-up serves many instances and one write carries
// what falls due together (SCALE-2).

import { helloPeriodMs, isHushed, peerProbePeriodMs } from '../fence/hearing.ts';
import { isHeld } from '../hold.ts';
import { downAfterMs } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import { below } from '../random.ts';
import type { DataNode, Endpoint, Group, Link, Member, State } from '../state.ts';
import { isMaster } from '../state.ts';
import { reconnect } from './connect.ts';
import { askInfo, sendHello, sendPing } from './send.ts';

/** Fast probes (more often than the ping period) that one process makes in a second. */
export const FAST_PROBE_BUDGET_PER_SECOND = 1_000;
const FAST_PROBES_PER_DOWN_AFTER = 10;
const FASTEST_PROBE_MS = 10;
const GRID_MS = 20;
/** How often INFO is asked of a node that is in motion: its master down, its link down. */
const RESTLESS_INFO_MS = 1_000;
/** LINK-3: a replaced master is waited for no longer than this. */
const RETURN_SILENCE_MS = 400;

/** One beat: what is due is asked, and the next beat armed. */
export function beat(state: State, endpoint: Endpoint, now: number, out: Outbox): void {
  state.timers.arm(endpoint.beat, nextBeat(state, endpoint, now));
  renewStaleLinks(state, endpoint, now, out);
  const periodMs = beatPeriodMs(state, endpoint);
  const sparedMs = probePeriodMs(state, endpoint) - periodMs;
  if (now - endpoint.lastReplyMs >= sparedMs) sendPing(endpoint, now, out);
  if (endpoint.kind === 'peer') return;
  const slackMs = periodMs / 2;
  const helloIsDue = now - endpoint.lastHelloMs >= helloPeriodMs(state, endpoint) - slackMs;
  // INFO-1: it stays due for whoever refuses it.
  const mayAsk = helloIsDue || !endpoint.infoRefused;
  if (mayAsk && infoIsDue(state, endpoint, now)) askInfo(endpoint, out);
  if (helloIsDue) greetNode(state, endpoint, now, out);
}

/** Starts the beats of an instance at a moment drawn from its first period. */
export function startBeat(state: State, endpoint: Endpoint, now: number): void {
  const phaseMs = below(state.random, Math.ceil(beatPeriodMs(state, endpoint)));
  state.timers.arm(endpoint.beat, now + phaseMs);
}

/** After its period was changed. One that comes too early for a longer period does no harm. */
export function hurryBeat(state: State, endpoint: Endpoint, now: number): void {
  const { atMs } = endpoint.beat;
  if (atMs !== null && atMs > now + beatPeriodMs(state, endpoint)) startBeat(state, endpoint, now);
}

/** HANDOVER-4, FENCE-4: not to a node whose writes are held; what is behind a PUBLISH would wait
 *  with it. */
function greetNode(state: State, node: DataNode, now: number, out: Outbox): void {
  if (isHeld(node) || isHushed(state, node, now)) return;
  node.lastHelloMs = now;
  sendHello(state, node.group, node, out);
}

/** A hello to a peer, and the next one armed on the grid: one write carries those of many groups. */
export function greetPeer(state: State, member: Member, now: number, out: Outbox): void {
  state.timers.arm(member.greet, onGrid(now + state.timings.publishPeriodMs));
  sendHello(state, member.group, member.peer, out);
}

/** HELLO-6: tells everybody at once. */
export function greetAll(state: State, group: Group, now: number, out: Outbox): void {
  greetNode(state, group.master, now, out);
  for (const { node } of group.replicas.values()) greetNode(state, node, now, out);
  for (const member of group.members.values()) greetPeer(state, member, now, out);
}

/** How often it is looked whether something is due: as often as the most frequent thing is. */
function beatPeriodMs(state: State, endpoint: Endpoint): number {
  const probeMs = probePeriodMs(state, endpoint);
  if (endpoint.kind === 'peer') return probeMs;
  const nextMs = Math.min(probeMs, state.timings.infoPeriodMs, helloPeriodMs(state, endpoint));
  return Math.max(FASTEST_PROBE_MS, nextMs);
}

/** PROBE-1. */
function probePeriodMs(state: State, endpoint: Endpoint): number {
  const pingPeriodMs = Math.max(FASTEST_PROBE_MS, state.timings.pingPeriodMs);
  if (endpoint.kind === 'peer') {
    return Math.max(FASTEST_PROBE_MS, peerProbePeriodMs(state, endpoint.downAfterMs));
  }
  const ownMs = endpoint.group.options.downAfterMs;
  if (!isMaster(endpoint)) return Math.min(pingPeriodMs, Math.max(FASTEST_PROBE_MS, ownMs));
  const crowding = Math.max(1, state.fastProbesPerSecond / FAST_PROBE_BUDGET_PER_SECOND);
  return Math.min(pingPeriodMs, wishedProbeMs(ownMs) * crowding);
}

/** Adds (`sign` 1) or takes away (-1) a group's wish for fast probes. */
export function countFastProbes(state: State, group: Group, sign: 1 | -1): void {
  const wishedMs = wishedProbeMs(group.options.downAfterMs);
  if (wishedMs < state.timings.pingPeriodMs) state.fastProbesPerSecond += (sign * 1_000) / wishedMs;
}

function wishedProbeMs(ownMs: number): number {
  return Math.max(FASTEST_PROBE_MS, ownMs / FAST_PROBES_PER_DOWN_AFTER);
}

function nextBeat(state: State, endpoint: Endpoint, now: number): number {
  const periodMs = beatPeriodMs(state, endpoint);
  return periodMs >= 10 * GRID_MS ? onGrid(now + periodMs) : now + periodMs;
}

function onGrid(atMs: number): number {
  return Math.ceil(atMs / GRID_MS) * GRID_MS;
}

/** INFO-1: every info period; every second from a replica in motion or a node in the wrong role. */
function infoIsDue(state: State, node: DataNode, now: number): boolean {
  if (node.infoAtMs === null) return true;
  const age = now - node.infoAtMs;
  const { infoPeriodMs } = state.timings;
  // HEAL-4: its beats come as often as it is to be asked.
  if (node.replaced !== null && node.roleReported === 'master') return true;
  return age >= infoPeriodMs - GRID_MS || (age >= RESTLESS_INFO_MS - GRID_MS && isRestless(node));
}

function isRestless(node: DataNode): boolean {
  const { group } = node;
  if (isMaster(node)) return node.roleReported !== 'master';
  if (group.objectivelyDownSinceMs !== null || group.failover !== null) return true;
  return node.roleReported !== 'slave' || node.info?.masterLinkUp !== true;
}

/** LINK-3: links that stand for long but carry nothing are replaced. */
function renewStaleLinks(state: State, endpoint: Endpoint, now: number, out: Outbox): void {
  if (commandIsStale(state, endpoint, now)) {
    reconnect(state, endpoint.command, { reason: 'no answer', now }, out);
    endpoint.pingInFlight = false;
    if (endpoint.kind === 'node') endpoint.infoInFlight = false;
  }
  if (endpoint.kind === 'node' && pubsubIsStale(state, endpoint.pubsub, now)) {
    reconnect(state, endpoint.pubsub, { reason: 'no message', now }, out);
  }
}

function commandIsStale(state: State, endpoint: Endpoint, now: number): boolean {
  const { stage } = endpoint.command;
  if (stage.kind !== 'up' || endpoint.unansweredSinceMs === null) return false;
  const halfMs = downAfterMs(endpoint) / 2;
  const isAwaited = endpoint.kind === 'node' && endpoint.replaced !== null;
  const silenceMs = isAwaited ? Math.min(RETURN_SILENCE_MS, halfMs) : halfMs;
  return (
    (isAwaited || now - stage.sinceMs > state.timings.minLinkReconnectPeriodMs) &&
    now - endpoint.unansweredSinceMs > silenceMs &&
    now - endpoint.lastReplyMs > silenceMs
  );
}

function pubsubIsStale(state: State, link: Link, now: number): boolean {
  const { stage } = link;
  if (stage.kind !== 'up') return false;
  const { minLinkReconnectPeriodMs, publishPeriodMs } = state.timings;
  return (
    now - stage.sinceMs > minLinkReconnectPeriodMs &&
    now - stage.lastMessageMs > 3 * publishPeriodMs
  );
}
