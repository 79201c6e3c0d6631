// The fence (FENCE-n): who can hear no majority of the Sentinels, but reaches the master, holds its
// writes back before the others can have promoted another node. By short pauses that end by
// themselves, and never by lifting one: an operator's own would end as well.

import type { FenceEnd } from '../event.ts';
import { confirms } from '../heal/returned.ts';
import type { LinkId } from '../input.ts';
import { closeLink, newLink, nodeSubject } from '../instances.ts';
import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { openLink } from '../schedule/connect.ts';
import { askMasterOf } from '../schedule/send.ts';
import { countVoters, type DataNode, type Group, isMaster, type State } from '../state.ts';
import { countHeard, hearsThroughMaster, isCounted, patienceMs, silentFromMs } from './hearing.ts';
import type { Fence } from './held.ts';

/** What one pause lasts, and after how long a master that refuses or is silent is asked anew. */
export const FENCE_PAUSE_MS = 1_000;
const RENEW_MS = 250;

/** Draws the conclusions of FENCE-3 to FENCE-7 and arms the moment to look again. */
export function reviewFence(state: State, group: Group, now: number, out: Outbox): void {
  if (group.fence === null) considerFence(state, group, now, out);
  if (group.fence !== null) keepFence(state, group, group.fence, now, out);
}

/** FENCE-3. */
function considerFence(state: State, group: Group, now: number, out: Outbox): void {
  const silentMs = state.settings.fenceMinority ? silentFromMs(group) : null;
  if (silentMs === null) return state.timers.disarm(group.fenceTimer);
  if (silentMs > now) return state.timers.arm(group.fenceTimer, silentMs);
  // Looked at again: what is in the way now, a deaf link or tilt, need not tell us that it ends.
  state.timers.arm(group.fenceTimer, now + RENEW_MS);
  const { master } = group;
  if (state.tiltSinceMs !== null || !reaches(group, now)) return;
  if (!hearsThroughMaster(state, group, now)) return;
  const link = newLink(master, 'fence');
  const nothingYet = { asked: null, peersAskedAtMs: now, heldUntilMs: null, refused: null };
  group.fence = { node: master, link, sinceMs: now, ...nothingYet };
  openLink(state, link, now, out);
}

function reaches(group: Group, now: number): boolean {
  const { master } = group;
  if (master.command.stage.kind !== 'up' || master.downSinceMs !== null) return false;
  // By its own word, and not as a switch expects it: who says that it is a replica ends a fence.
  return master.info?.role === 'master' && now - master.lastReplyMs < patienceMs(group);
}

function keepFence(state: State, group: Group, fence: Fence, now: number, out: Outbox): void {
  const end = endOf(state, group, fence, now);
  if (end !== null) return endFence(state, group, end, out);
  state.timers.arm(group.fenceTimer, now + RENEW_MS);
  askMajority(group, fence, now, out);
  const { stage } = fence.link;
  if (stage.kind !== 'up') return;
  const { asked, refused } = fence;
  const agoMs = now - (asked?.atMs ?? 0);
  if (asked === null || asked.link !== stage.id) askForPause(fence, stage.id, now, out);
  else if (!asked.isAnswered || refused !== null) {
    // Of a refusal who we are may be the reason, and may have been changed since.
    if (agoMs >= FENCE_PAUSE_MS) dialAnew(state, fence, now, out);
  } else if (agoMs >= RENEW_MS) askForPause(fence, stage.id, now, out);
}

function askForPause(fence: Fence, link: LinkId, now: number, out: Outbox): void {
  fence.asked = { atMs: now, link, isAnswered: false };
  out.free({ kind: 'probe', link, request: { kind: 'fence', ms: FENCE_PAUSE_MS } });
}

/** The next pause is asked for as soon as the new connection stands. */
function dialAnew(state: State, { link }: Fence, now: number, out: Outbox): void {
  closeLink(state, link, out);
  openLink(state, link, now, out);
}

/** FENCE-6: who hears peers directly again asks them who the master is. */
function askMajority(group: Group, fence: Fence, now: number, out: Outbox): void {
  if (now - fence.peersAskedAtMs < RENEW_MS) return;
  fence.peersAskedAtMs = now;
  for (const member of group.members.values()) {
    if (member.peer.answeredAtMs > now - patienceMs(group)) askMasterOf(member, now, out);
  }
}

/** FENCE-6: why it ends; null: it goes on. */
function endOf(
  state: State,
  group: Group,
  { node, sinceMs, asked }: Fence,
  now: number,
): FenceEnd | null {
  if (!state.settings.fenceMinority) return 'switched-off';
  if (node.info?.role === 'slave') return 'demoted';
  // Nothing was held yet, and there is nobody to ask.
  const silentMs = asked === null ? silentFromMs(group) : null;
  if (silentMs !== null && silentMs > now) return 'confirmed';
  // FENCE-7.
  if (!isMaster(node)) return group.replicas.get(node.key)?.node === node ? null : 'forgotten';
  return isStillMaster(state, group, sinceMs, now) ? 'confirmed' : null;
}

/** A majority says so now, asked directly, and nobody who answers is about to change it. */
function isStillMaster(state: State, group: Group, sinceMs: number, now: number): boolean {
  let agreeing = 1;
  for (const member of group.members.values()) {
    const { confirmed } = member;
    if (confirmed === null || confirmed.askedAtMs < sinceMs) continue;
    if (confirmed.configEpoch > group.configEpoch) return false;
    if (confirms(state, member, now)) agreeing += 1;
    else if (confirmed.isFailingOver && confirmed.askedAtMs > now - patienceMs(group)) return false;
  }
  const onTheirWord = [...group.members.values()].filter((member) => !isCounted(member)).length;
  return 2 * agreeing > countVoters(group) - onTheirWord;
}

/** FENCE-5: the answer of the master. */
export function observeFence(
  node: DataNode,
  { refused }: Extract<Reply, { kind: 'fence' }>,
  now: number,
  out: Outbox,
): void {
  const { group } = node;
  const { fence } = group;
  if (fence === null || fence.asked === null || fence.node !== node) return;
  fence.asked = { ...fence.asked, isAnswered: true };
  const subject = nodeSubject(node);
  if (refused !== null) {
    if (fence.refused === null) out.announce({ name: '-fence-refused', subject, why: refused });
    fence.refused = refused;
    return;
  }
  fence.refused = null;
  const isFirst = fence.heldUntilMs === null;
  fence.heldUntilMs = fence.asked.atMs + FENCE_PAUSE_MS;
  if (!isFirst) return;
  const [heard, known] = [countHeard(group, now), 1 + group.members.size];
  out.announce({ name: '+fence', subject, heard, known });
}

/** No more pauses: the last one ends by itself. */
export function endFence(state: State, group: Group, end: FenceEnd, out: Outbox): void {
  const { fence } = group;
  if (fence === null) return;
  group.fence = null;
  closeLink(state, fence.link, out);
  state.timers.disarm(group.fenceTimer);
  if (fence.heldUntilMs === null) return;
  out.announce({ name: '-fence', subject: nodeSubject(fence.node), end });
}
