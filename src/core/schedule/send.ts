// Puts requests on links. A request to an instance whose link is not up is not made: whoever wants
// it is asked again when the link comes up or its next beat falls due.

import type { Address } from '../address.ts';
import { isHeld } from '../hold.ts';
import { placeOf } from '../names.ts';
import type { Outbox } from '../outbox.ts';
import type { Campaign, DataNode, Endpoint, Group, Member, Peer, State } from '../state.ts';
import { rememberOwnAddress } from '../trust/own-addresses.ts';

/** PROBE-1: one PING at a time; a second one behind an unanswered first tells nothing more. */
export function sendPing(endpoint: Endpoint, now: number, out: Outbox): void {
  const { stage } = endpoint.command;
  if (stage.kind !== 'up' || endpoint.pingInFlight) return;
  endpoint.pingInFlight = true;
  endpoint.unansweredSinceMs ??= now;
  out.ping(stage.id);
}

/** INFO-1: one INFO at a time. */
export function askInfo(node: DataNode, out: Outbox): void {
  const { stage } = node.command;
  if (stage.kind !== 'up' || node.infoInFlight) return;
  node.infoInFlight = true;
  out.free({ kind: 'probe', link: stage.id, request: { kind: 'info' } });
}

/** The same for those who wait for the answer. One that refuses is left to its beat: it would be
 *  asked as fast as it refuses. */
export function urgeInfo(node: DataNode, out: Outbox): void {
  if (!node.infoRefused) askInfo(node, out);
}

/** HEAL-5: which node it holds to be the master. */
export function askMasterOf({ peer, group }: Member, now: number, out: Outbox): void {
  const { stage } = peer.command;
  if (stage.kind !== 'up') return;
  const request = { kind: 'master-of', groupName: group.name, askedAtMs: now } as const;
  out.free({ kind: 'probe', link: stage.id, request });
}

/** TRUST-5: who is there? */
export function askIdentity(peer: Peer, groupName: string, out: Outbox): void {
  const { stage } = peer.command;
  if (stage.kind !== 'up') return;
  out.free({ kind: 'probe', link: stage.id, request: { kind: 'identify', groupName } });
}

/** FENCE-8: whom it reaches. */
export function askReachable({ peer, group }: Member, out: Outbox): void {
  const { stage } = peer.command;
  if (stage.kind !== 'up') return;
  const request = { kind: 'reaches', groupName: group.name } as const;
  out.free({ kind: 'probe', link: stage.id, request });
}

/** TRUST-9: which epochs it knows. */
export function askEpochOf(state: State, { peer, group }: Member, now: number, out: Outbox): void {
  const { stage } = peer.command;
  if (stage.kind !== 'up') return;
  const about = { groupName: group.name, master: placeOf(state, group.master.address) };
  const request = { kind: 'epoch-of', ...about, askedBy: state.myId, askedAtMs: now } as const;
  out.free({ kind: 'probe', link: stage.id, request });
}

export function killScript(node: DataNode, out: Outbox): void {
  const { stage } = node.command;
  if (stage.kind !== 'up') return;
  node.scriptKillSent = true;
  out.free({ kind: 'probe', link: stage.id, request: { kind: 'kill-script' } });
}

/** HANDOVER-3: tells the master to take no writes, and asks behind it what it has written. */
export function holdWrites(
  node: DataNode,
  { ms, needs }: { readonly ms: number; readonly needs: number },
  out: Outbox,
): void {
  const { stage } = node.command;
  if (stage.kind !== 'up') return;
  out.heldFor(needs, { kind: 'state', link: stage.id, request: { kind: 'hold', ms } });
  out.heldFor(needs, { kind: 'state', link: stage.id, request: { kind: 'info' } });
}

export function liftHold(node: DataNode, out: Outbox): void {
  const { stage } = node.command;
  if (stage.kind === 'up') out.free({ kind: 'probe', link: stage.id, request: { kind: 'lift' } });
}

/** HELLO-1: who we are and what we hold to be the master of the group, told to one endpoint. */
export function sendHello(state: State, group: Group, to: Endpoint, out: Outbox): void {
  const { stage } = to.command;
  if (stage.kind !== 'up') return;
  const { announceIp, announcePort } = state.settings;
  const peer = {
    host: announceIp === '' ? stage.localHost : announceIp,
    port: announcePort === 0 ? state.listenPort : announcePort,
  };
  rememberOwnAddress(state, peer);
  out.held({
    kind: 'state',
    link: stage.id,
    request: {
      kind: 'hello',
      hello: {
        peer,
        runId: state.myId,
        currentEpoch: state.currentEpoch,
        groupName: group.name,
        master: group.master.address,
        configEpoch: group.configEpoch,
      },
    },
  });
}

/** ASK-1, ASK-2: is your master down? With a campaign: and will you vote for me? An opinion speaks
 *  of no epoch, so it waits for nothing. */
export function sendAsk(
  state: State,
  member: Member,
  campaign: Campaign | null,
  out: Outbox,
): void {
  const { stage } = member.peer.command;
  if (stage.kind !== 'up') return;
  const { name: groupName, master } = member.group;
  const candidate = campaign === null ? null : state.myId;
  const epoch = campaign?.epoch ?? 0n;
  out.heldFor(campaign?.revision ?? 0, {
    kind: 'state',
    link: stage.id,
    request: { kind: 'ask', groupName, master: master.address, epoch, candidate },
  });
}

/** LINEAGE-1: whether it is known, of the process at the other end of this very connection, that it
 *  does not come from elsewhere. */
function mayFollow(node: DataNode): boolean {
  const { stage } = node.command;
  if (!node.group.options.lineageCheck) return true;
  if (stage.kind !== 'up' || (node.kinship !== 'own' && node.kinship !== 'likely')) return false;
  return hasAnswered(node);
}

/** Who is at the other end of this very connection is known. */
function hasAnswered({ command: { stage }, infoAtMs }: DataNode): boolean {
  return stage.kind === 'up' && infoAtMs !== null && infoAtMs >= stage.sinceMs;
}

/** PROMOTE-1, FOLLOW-1: become a master or a replica, with INFO behind it to see what became of
 *  it, once the epoch that it rests on is on disk. False when the link is not up, when the node has
 *  not answered INFO on it (PROMOTE-3), or when LINEAGE-1 forbids it. */
export function reconfigure(
  node: DataNode,
  change: { readonly follow: Address | null; readonly plain: boolean },
  out: Outbox,
  when: 'epoch-saved' | 'all-saved' = 'epoch-saved',
): boolean {
  const { stage } = node.command;
  if (stage.kind !== 'up') return false;
  if (change.follow === null ? !hasAnswered(node) : !mayFollow(node)) return false;
  if (change.follow === null) node.tenant = 'master';
  const { failover, following, lastSwitch } = node.group;
  const acting = change.follow === null ? failover : (following ?? lastSwitch);
  const needs = when === 'all-saved' ? 'all' : (acting?.revision ?? 0);
  const lift = change.follow !== null && isHeld(node);
  const request = { kind: 'reconfigure', ...change, lift } as const;
  for (const each of [request, { kind: 'info' } as const]) {
    out.heldFor(needs, { kind: 'state', link: stage.id, request: each });
  }
  if (change.follow !== null) keepRole(node, needs, out);
  return true;
}

/** PROMOTE-1, FOLLOW-1: the node writes its file, which takes it some milliseconds. */
export function keepRole(node: DataNode, needs: number | 'all', out: Outbox): void {
  const { stage } = node.command;
  if (stage.kind !== 'up') return;
  out.heldFor(needs, { kind: 'state', link: stage.id, request: { kind: 'keep-role' } });
}
