// What may be seen of the state from outside: plain values for replies, metrics and pages, worked
// out at the moment of asking. Rendering (order of fields, texts) is the reader's work.

import type { Address } from './address.ts';
import type { Finding, Surroundings } from './doctor/check.ts';
import type { Explanation } from './explain.ts';
import type { PastFailover } from './history-book.ts';
import type { SimulatedFailure } from './operator-request.ts';
import type { GlobalSettings, Timings } from './settings.ts';

/** One of the words that stand in the `flags` of a reply, in the order of the protocol. */
export type Flag =
  | 's_down'
  | 'o_down'
  | 'master'
  | 'slave'
  | 'sentinel'
  | 'disconnected'
  | 'master_down'
  | 'failover_in_progress'
  | 'promoted'
  | 'reconf_sent'
  | 'reconf_inprog'
  | 'reconf_done'
  | 'force_failover'
  | 'script_kill_sent'
  | 'master_reboot'
  /** ACCESS-4; stock has no such word. */
  | 'auth_error'
  /** OPERATOR-13, OPERATOR-14, OPERATOR-15; ours too. */
  | 'failover_paused'
  | 'maintenance'
  | 'in_minority';

export type FailoverStateName =
  | 'none'
  | 'wait_start'
  | 'select_slave'
  | 'send_slaveof_noone'
  | 'wait_promotion'
  | 'reconf_slaves'
  | 'update_config';

/** What every watched instance shows. Ages and durations are whole milliseconds. */
export interface InstanceView {
  readonly name: string;
  readonly address: Address;
  /** Empty while unknown. */
  readonly runId: string;
  readonly flags: readonly Flag[];
  readonly linkPendingCommands: number;
  readonly linkRefcount: number;
  /** Age of the oldest unanswered probe, 0 if none. */
  readonly lastPingSentMs: number;
  readonly lastOkPingReplyMs: number;
  readonly lastPingReplyMs: number;
  /** For how long subjectively (objectively) down; null: it is not. */
  readonly sDownMs: number | null;
  readonly oDownMs: number | null;
  readonly downAfterMs: number;
}

export interface DataNodeView extends InstanceView {
  /** Age of the last INFO, 0 if there was none. */
  readonly infoRefreshMs: number;
  readonly roleReported: 'master' | 'slave';
  readonly roleReportedMs: number;
}

export interface MasterView extends DataNodeView {
  /** null: no failover in progress. */
  readonly failoverState: FailoverStateName | null;
  readonly configEpoch: bigint;
  readonly replicaCount: number;
  readonly otherSentinelCount: number;
  readonly quorum: number;
  readonly failoverTimeoutMs: number;
  readonly parallelSyncs: number;
  readonly notificationScript: string | null;
  readonly clientReconfigScript: string | null;
  /** Where clients are sent: the promoted replica from the promotion on. */
  readonly currentAddress: Address;
  /** Of its last INFO; null: it has not told. */
  readonly offset: bigint | null;
}

export interface ReplicaView extends DataNodeView {
  readonly masterLinkDownMs: number;
  readonly masterLinkUp: boolean;
  readonly masterHost: string | null;
  readonly masterPort: number;
  readonly priority: number;
  readonly offset: bigint;
  readonly announced: boolean;
}

export interface PeerView extends InstanceView {
  readonly lastHelloMs: number;
  readonly votedLeader: string | null;
  readonly votedLeaderEpoch: bigint;
}

/** The process as a whole. */
export interface SentinelView {
  readonly myId: string;
  readonly currentEpoch: bigint;
  /** null: not in tilt. */
  readonly tiltMs: number | null;
  readonly tiltCount: number;
  readonly simulatedFailures: ReadonlySet<SimulatedFailure>;
  readonly groupNames: readonly string[];
}

/** The last INFO of a node as it came. */
export interface InfoCacheView {
  /** 0 if there was none. */
  readonly ageMs: number;
  readonly text: string | null;
}

/** Can a failover be agreed on and authorised right now? (CKQUORUM) */
export interface QuorumView {
  /** We and every known peer that is not down. */
  readonly usable: number;
  /** We and every known peer. */
  readonly voters: number;
  readonly quorum: number;
}

/** The door that commands read the state through; `null`: no such group. */
export interface Views {
  sentinel(): SentinelView;
  settings(): GlobalSettings;
  timings(): Readonly<Timings>;
  master(groupName: string): MasterView | null;
  replicas(groupName: string): readonly ReplicaView[] | null;
  peers(groupName: string): readonly PeerView[] | null;
  /** The master first, then the replicas. */
  infoCache(groupName: string): readonly InfoCacheView[] | null;
  /** Instances that turn us away (ACCESS-4). */
  authErrorCount(): number;
  quorum(groupName: string): QuorumView | null;
  currentAddress(groupName: string): Address | null;
  /** EXPLAIN-1. */
  explanation(groupName: string): Explanation | null;
  /** HISTORY-1; the newest first. */
  history(groupName: string): readonly PastFailover[] | null;
  /** DOCTOR-1: of one group, or of all (null). */
  findings(groupName: string | null, around: Surroundings): readonly Finding[] | null;
  /** The same for clients: null also where nothing is told to them (OPERATOR-15). */
  clientAddress(groupName: string): Address | null;
}
