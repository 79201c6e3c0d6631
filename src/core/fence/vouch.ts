// Peers that we cannot reach but hear through the master (FENCE-8): behind a wall that lets only
// one side through, or invented by whoever may publish there. The peers that answer us are asked
// whom they reach: an invented one answers nobody.

import type { Outbox } from '../outbox.ts';
import type { Reply } from '../requests.ts';
import { askReachable } from '../schedule/send.ts';
import type { Group, Member, Peer, State } from '../state.ts';
import { isCounted, patienceMs } from './hearing.ts';

/** Each is asked no more often than this. */
const ASK_PERIOD_MS = 4_000;

/** Called for each hello that came by the master: is its sender one whom we have yet to find? */
export function askWhoReaches(
  state: State,
  group: Group,
  id: string,
  now: number,
  out: Outbox,
): void {
  const member = group.members.get(id);
  if (!state.settings.fenceMinority || member === undefined || isCounted(member)) return;
  if (!isOutOfReach(member, now) || now - group.vouchersAskedAtMs < ASK_PERIOD_MS) return;
  group.vouchersAskedAtMs = now;
  for (const other of group.members.values()) {
    if (other.peer.standing === 'answered') askReachable(other, out);
  }
}

/** Who was met a moment ago is about to answer. */
function isOutOfReach({ peer, group }: Member, now: number): boolean {
  return now - peer.lastReplyMs > patienceMs(group);
}

export function observeReachable(
  voucher: Peer,
  { request, runIds }: Extract<Reply, { kind: 'reaches' }>,
  out: Outbox,
): Group | null {
  const group = voucher.members.get(request.groupName)?.group;
  if (group === undefined || voucher.standing !== 'answered') return null;
  for (const runId of runIds) {
    const peer = group.members.get(runId)?.peer;
    if (peer?.standing !== 'on-its-word') continue;
    peer.standing = 'vouched-for';
    out.saveSoon();
  }
  return group;
}
