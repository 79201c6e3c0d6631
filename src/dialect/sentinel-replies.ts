// What other Sentinels, stock or not, say of themselves and of their groups when they are asked
// directly. Fields that a reply does not carry are null; what follows is not decided here.

import type { Address } from '../core/address.ts';
import type { EpochReport, Identity } from '../core/facts.ts';
import { parseCount, parseHost, parsePort, parseRunId, parseUnsigned64 } from './token.ts';
import type { WireReply } from './wire-reply.ts';

/** Flags of a master that somebody may be about to replace. */
const UNREST: ReadonlySet<string> = new Set(['s_down', 'o_down', 'failover_in_progress']);
/** Flags of a Sentinel that does not answer now. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['s_down', 'disconnected']);
/** An answer to a PING, which is asked every second, is no older. */
const FRESH_ANSWER_MS = 5_000;
const UNSIGNED_BITS = 64;

export interface MasterSaid {
  readonly master: Address;
  readonly configEpoch: bigint;
  readonly isCalm: boolean;
  readonly isFailingOver: boolean;
}

/** SENTINEL MASTER, and GET-MASTER-ADDR-BY-NAME behind it: while stock re-points replicas the first
 *  still shows the old address beside the new epoch. A Sentinel that tells clients nothing
 *  (OPERATOR-15) leaves the second empty. */
export function masterOf([master, address]: readonly WireReply[]): MasterSaid | null {
  const configEpoch = parseUnsigned64(fieldOf(master, 'config-epoch'));
  const shown = pairOf(address) ?? [fieldOf(master, 'ip'), fieldOf(master, 'port')];
  const [host, port] = [parseHost(shown[0]), parsePort(shown[1])];
  if (host === null || port === null || configEpoch === null) return null;
  const flags = fieldOf(master, 'flags').split(',');
  const isCalm = flags.every((flag) => !UNREST.has(flag));
  const isFailingOver = flags.includes('failover_in_progress');
  return { master: { host, port }, configEpoch, isCalm, isFailingOver };
}

/** SENTINEL MYID, SENTINEL MASTER, INFO server. */
export function identityOf([myId, master, info]: readonly WireReply[]): Identity {
  const text = info?.kind === 'bulk' ? info.text : '';
  return {
    runId: myId?.kind === 'bulk' ? parseRunId(myId.text) : null,
    watchesGroup: fieldOf(master, 'config-epoch') !== '',
    processId: parseRunId(infoField(text, 'run_id')),
    uptimeSeconds: parseCount(infoField(text, 'uptime_in_seconds')),
    isVedette: infoField(text, 'vedette_version') !== '',
  };
}

/** SENTINEL MASTER, IS-MASTER-DOWN-BY-ADDR, INFO epoch. */
export function epochReport([master, asked, info]: readonly WireReply[]): EpochReport {
  const [, leader, epoch] = asked?.kind === 'array' ? asked.items : [];
  const text = info?.kind === 'bulk' ? info.text : '';
  const hasVote = leader?.kind === 'bulk' && epoch?.kind === 'integer';
  return {
    configEpoch: parseUnsigned64(fieldOf(master, 'config-epoch')),
    voteEpoch: hasVote ? BigInt.asUintN(UNSIGNED_BITS, BigInt(epoch.value)) : null,
    votedFor: hasVote ? parseRunId(leader.text) : null,
    currentEpoch: parseUnsigned64(infoField(text, 'sentinel_current_epoch')),
  };
}

/** SENTINEL SENTINELS: whom it reaches. A stock Sentinel shows one to whom it is still dialing as
 *  connected, so an answer is asked for too. */
export function reachableOf(reply: WireReply): readonly string[] {
  if (reply.kind !== 'array') return [];
  return reply.items.flatMap((one) => {
    const runId = parseRunId(fieldOf(one, 'runid'));
    const answeredMsAgo = parseCount(fieldOf(one, 'last-ok-ping-reply'));
    const flags = fieldOf(one, 'flags').split(',');
    if (runId === null || answeredMsAgo === null || answeredMsAgo > FRESH_ANSWER_MS) return [];
    return flags.some((flag) => OUT_OF_REACH.has(flag)) ? [] : [runId];
  });
}

/** A reply of names and values by turns; empty: the field is not there. */
function fieldOf(reply: WireReply | undefined, name: string): string {
  if (reply?.kind !== 'array') return '';
  for (let at = 0; at + 1 < reply.items.length; at += 2) {
    const [key, value] = reply.items.slice(at, at + 2);
    if (key?.kind === 'bulk' && key.text === name && value?.kind === 'bulk') return value.text;
  }
  return '';
}

function pairOf(reply: WireReply | undefined): readonly [string, string] | null {
  if (reply?.kind !== 'array' || reply.items.length !== 2) return null;
  const [host, port] = reply.items;
  return host?.kind === 'bulk' && port?.kind === 'bulk' ? [host.text, port.text] : null;
}

/** `name:value` on a line of its own; empty: it is not there. */
function infoField(text: string, name: string): string {
  for (const line of text.split('\r\n')) {
    if (line.startsWith(`${name}:`)) return line.slice(name.length + 1);
  }
  return '';
}
