// What a Sentinel knows. Mutable inside the core, read-only outside. Only facts and decisions stand
// here; whatever follows from them is worked out when it is asked for, except two indexes that
// keep a step from growing with the number of groups.

import type { Address } from './address.ts';
import type { Checkup } from './doctor/checkup.ts';
import type { AbortCause } from './event.ts';
import type { InfoFacts, Refusal } from './facts.ts';
import type { Fence } from './fence/held.ts';
import type { Forgetting } from './forgetting-state.ts';
import type { HandOver, Rehearsal } from './hand-over-state.ts';
import type { Confirmation, Replaced } from './heal/known.ts';
import type { FailoverRecord } from './history.ts';
import type { Asker, LinkId } from './input.ts';
import type { Kinship, Lineage } from './lineage-state.ts';
import type { Name } from './names.ts';
import type { OperatorRequest, SimulatedFailure } from './operator-request.ts';
import { type Random, random } from './random.ts';
import type { Reply } from './requests.ts';
import {
  DEFAULT_TIMINGS,
  type GlobalSettings,
  type GroupOptions,
  globalSettings,
  type SentinelSettings,
  type Timings,
} from './settings.ts';
import { type Timer, Timers, timer } from './timers.ts';
import {
  type Applicant,
  type Claim,
  type Doubts,
  noDoubts,
  type Oddities,
} from './trust/doubts.ts';

export type {
  HandOver,
  HandOverStep,
  Hold,
  Measure,
  Rehearsal,
} from './hand-over-state.ts';

export interface State {
  /** Only TRUST-13 changes it. */
  myId: string;
  /** What it becomes then; null: it was used. */
  spareId: string | null;
  /** Of this process, as INFO tells it: another after each start. */
  readonly processId: string;
  readonly startedAtMs: number;
  readonly listenPort: number;
  readonly ownPassword: string | null;
  timings: Readonly<Timings>;
  settings: GlobalSettings;
  /** OPERATOR-10. */
  simulatedFailures: ReadonlySet<SimulatedFailure>;
  currentEpoch: bigint;
  /** When it last grew. */
  epochSinceMs: number;
  /** What messages have added to it lately, as it was then (TRUST-8). */
  readonly climb: { epochs: number; atMs: number };
  /** Grows with every change that must be on disk before anybody hears of it. */
  revision: number;
  /** How long a write lately takes (ELECT-1). */
  writeTakesMs: number;
  readonly groups: Map<string, Group>;
  /** Groups by the address of their master, for questions that name the address only. */
  readonly groupsByMaster: Map<string, Set<Group>>;
  readonly peers: Map<string, Peer>;
  /** Host names by their lower case; none while every host is a number (NAME-n). */
  readonly names: Map<string, Name>;
  /** MONITOR with a name that is being looked up (NAME-8). */
  readonly awaitingName: AwaitingName[];
  /** By who waits for their end. */
  readonly forgettings: Map<Asker, Forgetting>;
  readonly checkups: Map<Asker, Checkup>;
  readonly doubts: Doubts;
  readonly links: Map<LinkId, Link>;
  lastLinkId: LinkId;
  /** The number of the last record of a failover (HISTORY-1). */
  lastRecord: number;
  readonly timers: Timers<TimerTarget>;
  readonly tiltEnd: Timer<TimerTarget>;
  readonly random: Random;
  tiltSinceMs: number | null;
  tiltCount: number;
  /** When the last tilt ended; minus infinity: there was none. */
  tiltEndedAtMs: number;
  /** When we last noticed that we had been away: what was asked before says nothing of now. */
  stalledAtMs: number;
  /** Attempts to reach replaced masters in the second that began then (HEAL-6). */
  readonly hurried: { sinceMs: number; count: number };
  /** Fast probes that all groups together would like, a second (PROBE-1). */
  fastProbesPerSecond: number;
  /** How many groups are objectively down (ELECT-1). */
  objectivelyDownCount: number;
}

export interface AwaitingName {
  readonly asker: Asker;
  readonly request: Extract<OperatorRequest, { kind: 'monitor' }>;
}

type GroupTimer =
  | 'ask'
  | 'stand'
  | 'failover'
  | 'follow'
  | 'rehearsal'
  | 'pause-end'
  | 'fence'
  | 'recount';

/** Whose deadline it is. */
export type TimerTarget =
  | { readonly kind: 'beat'; readonly endpoint: Endpoint }
  | { readonly kind: 'retry'; readonly link: Link }
  | { readonly kind: 'down'; readonly endpoint: Endpoint }
  | { readonly kind: 'greet'; readonly member: Member }
  | { readonly kind: 'forgetting' | 'checkup'; readonly asker: Asker }
  | { readonly kind: GroupTimer; readonly group: Group }
  | { readonly kind: 'claims'; readonly member: Member }
  | { readonly kind: 'applicant'; readonly key: string }
  | { readonly kind: 'tilt-end' };

/** A connection to a node or a peer, over all its lives. Each life has an id of its own. */
export interface Link {
  readonly endpoint: Endpoint;
  /** `trial`: used once, to see what a node would permit (HANDOVER-2). `fence`: FENCE-5. */
  readonly purpose: 'command' | 'pubsub' | 'trial' | 'fence';
  stage: LinkStage;
  /** Attempts since it last stood for a while. */
  attempts: number;
  /** How long the last attempt took that succeeded; null: none did. */
  tookMs: number | null;
  readonly retry: Timer<TimerTarget>;
  /** ACCESS-1: it was asked for a password that it did not have; null: it was let in. */
  turnedAway: 'NOAUTH' | 'WRONGPASS' | null;
  /** ACCESS-2: what was not permitted the last time, by what it was asked with. */
  forbidden: Forbidden;
}

export type Forbidden = ReadonlyMap<Reply['kind'] | 'introduction', readonly Refusal[]>;

/** Shared by all links, which are many. */
export const NOTHING_FORBIDDEN: Forbidden = new Map();

export type LinkStage =
  /** Between two attempts, or given up for good. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'connecting'; readonly id: LinkId; readonly sinceMs: number }
  | {
      readonly kind: 'up';
      readonly id: LinkId;
      readonly sinceMs: number;
      readonly localHost: string;
      /** Pub/sub only: the last message of anybody. */
      lastMessageMs: number;
    };

/** What a data node and a peer have in common: an address, a command link, and signs of life. */
interface Alive {
  /** As it was first spelt; only NAME-6 changes it. */
  address: Address;
  readonly command: Link;
  pingInFlight: boolean;
  /** When the oldest unanswered probe left, or the connection was lost; null: all answered. */
  unansweredSinceMs: number | null;
  /** The last answer that proves that it serves. */
  lastAvailableMs: number;
  /** The last answer of any kind to a PING. */
  lastReplyMs: number;
  readonly beat: Timer<TimerTarget>;
  readonly down: Timer<TimerTarget>;
}

/** A Redis or Valkey server of a group. Whether it is the master is the group's knowledge. */
export interface DataNode extends Alive {
  readonly kind: 'node';
  readonly group: Group;
  /** `host:port` of its address. */
  key: string;
  readonly pubsub: Link;
  runId: string | null;
  info: InfoFacts | null;
  /** The same INFO as it came, for SENTINEL INFO-CACHE; nothing here looks into it. */
  infoText: string | null;
  infoAtMs: number | null;
  infoInFlight: boolean;
  /** The last answer to INFO was an error. */
  infoRefused: boolean;
  roleReported: 'master' | 'slave';
  roleReportedAtMs: number;
  /** When it last changed whom it follows. */
  followsSinceMs: number;
  /** Since when no two of its answers were further apart than half of down-after (FENCE-3). */
  steadySinceMs: number;
  downSinceMs: number | null;
  /** When it last became down; stays when it is up again. */
  lastDownMs: number | null;
  lastHelloMs: number;
  scriptKillSent: boolean;
  /** What it would permit; null: it is not asked (HANDOVER-2). */
  trial: Trial | null;
  /** Commands that it would not queue when it was last tried. */
  denies: readonly string[];
  kinship: Kinship;
  /** As the master it restarted with little of what replicas have (EMPTY-1); null: it did not. */
  emptied: Emptied | null;
  /** LINEAGE-3: as what it was last heard in the group; `listed`: never, a replica by the file. */
  tenant: 'unknown' | 'listed' | 'replica' | 'master';
  /** LINEAGE-3: the master before the present one, or an earlier that had not followed by then. */
  isFormerMaster: boolean;
  /** Rebooted as a master while `master-reboot-down-after-period` is on. */
  rebootedAtMs: number | null;
  /** It was our master until another took its place, and has not said since that it is a replica
   *  (HEAL-4); null: it was not, or has. */
  replaced: Replaced | null;
}

export interface Emptied {
  readonly sinceMs: number;
  /** The history of writes that it had before, as who still has its data has; null: unknown. */
  readonly lost: string | null;
}

export interface Trial {
  readonly link: Link;
  readonly of: 'master' | 'replica';
  /** `isPromotion`: it is SLAVEOF alone that is refused, without which there is none. */
  verdict: 'open' | 'fit' | { readonly refused: string; readonly isPromotion: boolean };
}

/** What shows that a peer exists (FENCE-8): it stood in our file when this process began; nothing
 *  but its word (TRUST-7); a peer that answers us reaches it; it has answered this process. */
export type Standing = 'listed' | 'on-its-word' | 'vouched-for' | 'answered';

/** LINK-1: another Sentinel, one for all groups that it shares with us. */
export interface Peer extends Alive {
  readonly kind: 'peer';
  readonly runId: string;
  readonly members: Map<string, Member>;
  /** The last answer to a PING, or the hello by which we found it; minus infinity: none (FENCE-1). */
  answeredAtMs: number;
  standing: Standing;
  /** The smallest down-after of the groups that it shares with us. */
  downAfterMs: number;
  /** Whether any of the groups holds it to be down: spares the look at all of them. */
  anyDown: boolean;
  /** TRUST-5: it has yet to show that it exists, and is a peer of no group; null: it has. */
  applicant: Applicant | null;
}

export type Endpoint = DataNode | Peer;

/** TRUST-9: what a peer last said of its epochs. */
export interface EpochReport {
  /** When it was asked. */
  readonly atMs: number;
  /** The largest that it knows. */
  readonly epoch: bigint;
  /** It told its current epoch too, as stock does not. */
  readonly tellsAll: boolean;
  /** Its last vote in the group; null: it does not tell. */
  readonly voteEpoch: bigint | null;
  readonly votedFor: string | null;
}

/** What a peer is to one group. */
export interface Member {
  peer: Peer;
  readonly group: Group;
  downSinceMs: number | null;
  lastHelloMs: number;
  readonly odd: Oddities;
  /** The last hello that came by the master, and how far apart they lately are (FENCE-1). */
  throughMaster: { readonly atMs: number; readonly rhythmMs: number } | null;
  /** Whether it owes us an opinion, and will be asked again when it has given it (ASK-5). */
  asking: 'idle' | 'awaited' | 'awaited-again';
  /** What it last said of our master. */
  opinion: { readonly atMs: number; readonly masterDown: boolean } | null;
  /** Whom it last said to have voted for. */
  vote: { readonly leader: string; readonly epoch: bigint } | null;
  /** The epoch of the last election of ours that it answered. */
  answeredEpoch: bigint;
  /** Whom it last said, asked directly, to be the master (HEAL-5). */
  confirmed: Confirmation | null;
  /** What its hellos say and it has not said yet itself (TRUST-2). */
  claims: Claim[];
  readonly claimTimer: Timer<TimerTarget>;
  reported: EpochReport | null;
  readonly greet: Timer<TimerTarget>;
}

export interface Replica {
  readonly node: DataNode;
  /** How far it is in being re-pointed to a new master. */
  follow: { readonly stage: 'none' | 'sent' | 'inprog' | 'done'; readonly sinceMs: number };
}

export interface Group {
  readonly name: string;
  options: GroupOptions;
  configEpoch: bigint;
  /** Our last vote here; the leader is null after a restart and when it could not be saved. */
  vote: { readonly epoch: bigint; readonly leader: string | null };
  /** The revision that first held the vote. */
  voteRevision: number;
  lastSwitch: Switch | null;
  master: DataNode;
  objectivelyDownSinceMs: number | null;
  readonly replicas: Map<string, Replica>;
  /** Replicas of before a RESET that nobody has seen since (OPERATOR-11), by their keys. */
  readonly candidates: Map<string, DataNode>;
  readonly members: Map<string, Member>;
  /** How many Sentinels there were, ourselves included, when RESET forgot them (OPERATOR-17). */
  formerVoters: number;
  readonly lineage: Lineage;
  /** Why nobody is promoted although the master is down; told, so that the change can be (ORPHAN-4). */
  orphanedFor: OrphanProblem | null;
  failover: Failover | null;
  /** What an operator's failover has still to do so that no write is lost (HANDOVER-n). */
  handOver: HandOver | null;
  /** Failovers that are only rehearsed (DRYRUN-n); most often none. */
  readonly rehearsals: Rehearsal[];
  fence: Fence | null;
  /** The leader's work after the switch: re-pointing the other replicas. */
  following: Following | null;
  attempts: Attempts;
  /** What is told of the last attempt (HISTORY-1), and of the last that ended without a switch. */
  record: FailoverRecord | null;
  givenUp: FailoverRecord | null;
  /** When everybody was last asked which epochs there are (TRUST-9). */
  epochsAskedAtMs: number;
  /** When the peers that answer were last asked whom they reach (FENCE-8). */
  vouchersAskedAtMs: number;
  readonly ask: Timer<TimerTarget>;
  readonly stand: Timer<TimerTarget>;
  readonly failoverTimer: Timer<TimerTarget>;
  readonly followTimer: Timer<TimerTarget>;
  readonly rehearsalTimer: Timer<TimerTarget>;
  /** Armed: no failover is started here until then (OPERATOR-13). */
  readonly pauseEnd: Timer<TimerTarget>;
  readonly fenceTimer: Timer<TimerTarget>;
  /** Armed: those whom RESET forgot still count as voters. */
  readonly recount: Timer<TimerTarget>;
}

/** ORPHAN-2, ORPHAN-3. */
export type OrphanProblem = 'too-few-seen' | 'histories-differ';

/** When the next failover may start here. */
export interface Attempts {
  notBeforeMs: number;
  /** Since when it may be stood, and our share of chance in whose turn it is. */
  turn: { readonly openSinceMs: number; readonly jitterMs: number } | null;
  /** Whom we voted for, and when, if that is why we wait. */
  waitingFor: { readonly leader: string; readonly sinceMs: number } | null;
  /** When the last attempt ended, and why; null: there was none since the last switch. */
  endedAtMs: number;
  endedFor: AbortCause | null;
  lostElections: number;
  /** Replicas that were chosen and did not become a master, and when the last time was. */
  readonly failed: Map<DataNode, number>;
  aborts: number;
  delayNoted: boolean;
}

/** A failover that this Sentinel leads or wants to lead, up to the switch. Failover/machine.ts is
 *  the only writer of the stage. */
export type Failover =
  | (Campaign & { readonly stage: 'wait-start' })
  | (Campaign & { readonly stage: 'select' })
  | (Campaign & Chosen & { readonly stage: 'hand-over' })
  | (Campaign & Chosen & { readonly stage: 'promote' })
  | (Campaign &
      Chosen & {
        readonly stage: 'wait-promotion';
        readonly sentAtMs: number;
        /** It will not. */
        readonly isRefused?: true;
      });

/** `chosenRunId`: the process that was chosen (PROMOTE-3); null: it does not tell. */
export type Chosen = { readonly promoted: Replica; readonly chosenRunId: string | null };

export interface Campaign {
  readonly epoch: bigint;
  /** Asked for by an operator: no agreement on the master's death is needed. */
  readonly forced: boolean;
  readonly startedAtMs: number;
  /** The revision of the state that holds the epoch and our vote. */
  readonly revision: number;
  /** Facts about replicas older than this are not good enough to choose by. */
  readonly factsSinceMs: number;
  /** When this stage began. */
  readonly stageSinceMs: number;
}

/** The last switch: away from whom, in which part, and the revision that first held it. */
export interface Switch {
  readonly from: Address;
  readonly role: 'leader' | 'observer';
  readonly revision: number;
}

export interface Following {
  /** The revision that holds the epoch of the failover. */
  readonly revision: number;
  readonly startedAtMs: number;
}

export interface StateOptions {
  readonly settings: SentinelSettings;
  /** 40 hexadecimal characters. */
  readonly myId: string;
  readonly listenPort: number;
  readonly seed: number;
  readonly nowMs: number;
  /** What the wall clock shows then; absent: the pauses of the file are over. */
  readonly wallMs?: number;
  /** 40 hexadecimal characters each; without them a copied id is only told of (TRUST-12). */
  readonly spareId?: string;
  readonly processId?: string;
  /** Our own `requirepass`: what peers are given where there is no `sentinel-pass` (LINK-2). */
  readonly ownPassword?: string | null;
}

/** An empty state; `createState` fills in the groups. */
export function emptyState(options: StateOptions): State {
  const { settings } = options;
  return {
    myId: options.myId,
    spareId: options.spareId ?? null,
    processId: options.processId ?? '',
    startedAtMs: options.nowMs,
    climb: { epochs: 0, atMs: options.nowMs },
    listenPort: options.listenPort,
    ownPassword: options.ownPassword ?? null,
    timings: DEFAULT_TIMINGS,
    simulatedFailures: new Set(),
    settings: globalSettings(settings),
    currentEpoch: settings.currentEpoch,
    epochSinceMs: Number.NEGATIVE_INFINITY,
    revision: 0,
    writeTakesMs: 0,
    groups: new Map(),
    groupsByMaster: new Map(),
    peers: new Map(),
    names: new Map(),
    awaitingName: [],
    forgettings: new Map(),
    checkups: new Map(),
    doubts: noDoubts(),
    links: new Map(),
    lastLinkId: 0,
    lastRecord: 0,
    timers: new Timers(),
    tiltEnd: timer({ kind: 'tilt-end' }),
    random: random(options.seed),
    tiltSinceMs: null,
    tiltCount: 0,
    tiltEndedAtMs: Number.NEGATIVE_INFINITY,
    stalledAtMs: Number.NEGATIVE_INFINITY,
    hurried: { sinceMs: Number.NEGATIVE_INFINITY, count: 0 },
    fastProbesPerSecond: 0,
    objectivelyDownCount: 0,
  };
}

export function isMaster(node: DataNode): boolean {
  return node.group.master === node;
}

/** OPERATOR-13. */
export function isPaused(group: Group): boolean {
  return group.pauseEnd.atMs !== null;
}

/** All Sentinels ever seen in the group, ourselves included, dead or not: their majority decides.
 *  After RESET or FORGET as many as there were, until those who live are back (OPERATOR-17). */
export function countVoters({ members, recount, formerVoters }: Group): number {
  return Math.max(1 + members.size, recount.atMs === null ? 0 : formerVoters);
}

/** OPERATOR-11: known, and shown to nobody. */
export function isCandidate(node: DataNode): boolean {
  return node.group.candidates.get(node.key) === node;
}

export function isForeign(node: DataNode): boolean {
  return typeof node.kinship === 'object';
}

/** A node that the group knows by another address of its master: never told to follow itself. */
export function isSameProcess(node: DataNode): boolean {
  return node.runId !== null && node.runId === node.group.master.runId && !isMaster(node);
}
