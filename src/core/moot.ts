// What waited for the disk, or for the rest of its step, can be out of date when its turn comes:
// the campaign has ended, the group has another master, a newer hello says it all (DURABLE-6).
// Asked by the loop before such a thing leaves.

import { isHeld } from './hold.ts';
import { sameNode } from './names.ts';
import type { HeldEffect } from './output.ts';
import type { Statement } from './requests.ts';
import type { State } from './state.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** True: it must not leave any more. */
export function isMoot(state: State, effect: HeldEffect): boolean {
  if (effect.kind !== 'state') return false;
  const { request, link } = effect;
  if (request.kind === 'ask') return isMootAsk(state, request);
  if (request.kind === 'hold') return isMootHold(state, link);
  if (request.kind === 'hello') return isPausedNow(state, link);
  if (request.kind === 'reconfigure') return isMootChange(state, request, link);
  return false;
}

/** Of what leaves together, the hellos behind which a newer one about the same group goes to the
 *  same place: a disk that hangs would have all of its time arrive at once. */
export function outdatedHellos(effects: readonly HeldEffect[]): ReadonlySet<HeldEffect> {
  const newest = new Map<string, HeldEffect>();
  const outdated = new Set<HeldEffect>();
  for (const effect of effects) {
    if (effect.kind !== 'state' || effect.request.kind !== 'hello') continue;
    const key = `${effect.link} ${effect.request.hello.groupName}`;
    const older = newest.get(key);
    if (older !== undefined) outdated.add(older);
    newest.set(key, effect);
  }
  return outdated;
}

/** A request for a vote that nobody counts any more silences stock peers for nothing (ASK-2). */
function isMootAsk(state: State, { groupName, epoch, candidate }: Of<'ask'>): boolean {
  if (candidate === null) return false;
  const failover = state.groups.get(groupName)?.failover ?? null;
  return failover === null || failover.stage !== 'wait-start' || failover.epoch !== epoch;
}

/** HANDOVER-3: only while the replica that is to follow can still catch up. */
function isMootHold(state: State, link: number): boolean {
  const node = state.links.get(link)?.endpoint;
  return node?.kind !== 'node' || node.group.failover?.stage !== 'hand-over';
}

/** FENCE-4, HANDOVER-4: its writes were held back while the hello waited; there it would wait on,
 *  and with it all that comes behind. */
function isPausedNow(state: State, link: number): boolean {
  const node = state.links.get(link)?.endpoint;
  return node?.kind === 'node' && (node.group.fence?.node === node || isHeld(node));
}

/** Only the leader's own choice is promoted, and only the master of now is followed. */
function isMootChange(state: State, { follow }: Of<'reconfigure'>, link: number): boolean {
  const node = state.links.get(link)?.endpoint;
  if (node?.kind !== 'node') return true;
  const { failover, master } = node.group;
  if (follow !== null) return node === master || !sameNode(state, follow, master.address);
  return failover?.stage !== 'wait-promotion' || failover.promoted.node !== node;
}
