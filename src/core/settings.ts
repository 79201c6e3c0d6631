// What the configuration file says and what is written back to it: one shape for both ways, so
// that a file which was written can be read. Parsing and rendering live in config/.

import type { Address } from './address.ts';

/** The `sentinel` lines of a file: the user's settings and the state that survives a restart. */
export interface SentinelSettings {
  /** 40 lower-case hexadecimal characters, or null before the first start. */
  readonly myId: string | null;
  readonly currentEpoch: bigint;
  /** Empty: announce the local address of each connection. */
  readonly announceIp: string;
  /** 0: announce the port that we listen on. */
  readonly announcePort: number;
  readonly resolveHostnames: boolean;
  readonly announceHostnames: boolean;
  readonly denyScriptsReconfig: boolean;
  /** OPERATOR-15. */
  readonly strictMinority: boolean;
  /** FENCE-n. */
  readonly fenceMinority: boolean;
  /** How much of a hello is believed without asking (TRUST-1). */
  readonly trust: Trust;
  /** What hellos are sealed with (TRUST-15); null: they are not. */
  readonly trustSecret: string | null;
  readonly sentinelUser: string | null;
  readonly sentinelPass: string | null;
  readonly groups: readonly GroupSettings[];
}

/** TRUST-1. `off`: all of it, as in stock; `signed`: only those that carry the secret's seal. */
export const TRUST_LEVELS = ['off', 'confirm', 'signed'] as const;
export type Trust = (typeof TRUST_LEVELS)[number];

/** What SENTINEL CONFIG shows, and all but `denyScriptsReconfig` of it CONFIG SET can change. */
export type GlobalSettings = Omit<SentinelSettings, 'myId' | 'currentEpoch' | 'groups'>;

export function globalSettings(settings: SentinelSettings): GlobalSettings {
  return {
    announceIp: settings.announceIp,
    announcePort: settings.announcePort,
    resolveHostnames: settings.resolveHostnames,
    announceHostnames: settings.announceHostnames,
    denyScriptsReconfig: settings.denyScriptsReconfig,
    strictMinority: settings.strictMinority,
    fenceMinority: settings.fenceMinority,
    trust: settings.trust,
    trustSecret: settings.trustSecret,
    sentinelUser: settings.sentinelUser,
    sentinelPass: settings.sentinelPass,
  };
}

/** What holds where a file has no `sentinel` line at all. */
export const DEFAULT_SETTINGS: SentinelSettings = {
  myId: null,
  currentEpoch: 0n,
  announceIp: '',
  announcePort: 0,
  resolveHostnames: false,
  announceHostnames: false,
  denyScriptsReconfig: true,
  strictMinority: false,
  fenceMinority: false,
  trust: 'confirm',
  trustSecret: null,
  sentinelUser: null,
  sentinelPass: null,
  groups: [],
};

/** One monitored master: its options, its epochs and who is known around it. */
export interface GroupSettings extends GroupOptions {
  readonly name: string;
  readonly address: Address;
  readonly configEpoch: bigint;
  /** The epoch of our last vote in this group. Whom we voted for is not kept. */
  readonly leaderEpoch: bigint;
  /** OPERATOR-13: when the pause ends, on the wall clock, and how long that was when it was
   *  written; absent: there is none. */
  readonly pausedUntilMs?: number;
  readonly pauseLeftMs?: number;
  readonly knownReplicas: readonly Address[];
  readonly knownPeers: readonly KnownPeer[];
  /** Run ids of those of them that have never answered anybody (FENCE-8); absent: none. */
  readonly onTheirWord?: readonly string[];
  /** Those of the replicas that need not prove themselves, having been the master (LINEAGE-3);
   *  absent: none. */
  readonly formerMasters?: readonly Address[];
}

/** What SENTINEL SET can change. */
export interface GroupOptions {
  readonly quorum: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  readonly parallelSyncs: number;
  readonly notificationScript: string | null;
  readonly clientReconfigScript: string | null;
  readonly authUser: string | null;
  readonly authPass: string | null;
  /** 0: off. */
  readonly masterRebootDownAfterMs: number;
  /** A node that comes from elsewhere is not told to follow (LINEAGE-n). */
  readonly lineageCheck: boolean;
  /** A master that restarts without data is replaced by a replica that has some (EMPTY-n). */
  readonly replaceEmptyMaster: boolean;
  /** The replica with the most data is promoted where none was with the master to the end, once a
   *  majority of the nodes is seen (ORPHAN-n). */
  readonly promoteWithoutMaster: boolean;
  /** Command name in lower case, and what the nodes of this group call it. */
  readonly renamedCommands: ReadonlyMap<string, string>;
  /** The nodes that are being worked on (OPERATOR-14). */
  readonly maintenance: readonly Address[];
}

export interface KnownPeer {
  readonly address: Address;
  readonly runId: string;
}

export const DEFAULT_GROUP_OPTIONS: Omit<GroupOptions, 'quorum'> = {
  downAfterMs: 30_000,
  failoverTimeoutMs: 180_000,
  parallelSyncs: 1,
  notificationScript: null,
  clientReconfigScript: null,
  authUser: null,
  authPass: null,
  masterRebootDownAfterMs: 0,
  lineageCheck: true,
  replaceEmptyMaster: false,
  promoteWithoutMaster: false,
  renamedCommands: new Map(),
  maintenance: [],
};

/** The thirteen periods that SENTINEL DEBUG shows and changes, in its order. Milliseconds. */
export interface Timings {
  infoPeriodMs: number;
  pingPeriodMs: number;
  askPeriodMs: number;
  publishPeriodMs: number;
  defaultDownAfterMs: number;
  defaultFailoverTimeoutMs: number;
  tiltTriggerMs: number;
  tiltPeriodMs: number;
  slaveReconfTimeoutMs: number;
  minLinkReconnectPeriodMs: number;
  electionTimeoutMs: number;
  scriptMaxRuntimeMs: number;
  scriptRetryDelayMs: number;
}

export const DEFAULT_TIMINGS: Readonly<Timings> = {
  infoPeriodMs: 10_000,
  pingPeriodMs: 1_000,
  askPeriodMs: 1_000,
  publishPeriodMs: 2_000,
  defaultDownAfterMs: 30_000,
  defaultFailoverTimeoutMs: 180_000,
  tiltTriggerMs: 2_000,
  tiltPeriodMs: 30_000,
  slaveReconfTimeoutMs: 10_000,
  minLinkReconnectPeriodMs: 15_000,
  electionTimeoutMs: 10_000,
  scriptMaxRuntimeMs: 60_000,
  scriptRetryDelayMs: 30_000,
};
