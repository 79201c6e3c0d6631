// What stands between a group and its failover now (EXPLAIN-1): every gate with its numbers, the
// stage of a failover under way, the order of the replicas and the votes. Decides nothing and
// changes nothing: it asks the functions that decide. The words are the commands' work.

import { type Address, addressKey } from './address.ts';
import { countAgreeing } from './detect/objective.ts';
import { earliestStartMs, lacksSomebody } from './elect/pauses.ts';
import { countReachable, votesFor, votesNeeded } from './elect/tally.ts';
import type { AbortCause } from './event.ts';
import { type PeerSide, peersOf } from './explain-peers.ts';
import { countHeard } from './fence/hearing.ts';
import { isInMaintenance } from './names.ts';
import { accessText } from './observe/access.ts';
import { isToBeReplaced } from './observe/emptiness.ts';
import { type Criterion, offsetOf, priorityOf } from './select/best.ts';
import {
  boundByPolicy,
  judge,
  NOBODYS_WORD,
  type Refusal,
  seenOrphanhood,
} from './select/eligible.ts';
import type { Orphanhood } from './select/orphans.ts';
import { type Choice, rankReplicas } from './select/ranking.ts';
import { shownAddress } from './shown.ts';
import {
  countVoters,
  type DataNode,
  type Failover,
  type Group,
  type Replica,
  type State,
} from './state.ts';
import type { FailoverStateName } from './view.ts';

/** In the order in which a failover has to pass them. */
export const GATES = [
  'tilt',
  'subjectively-down',
  'objectively-down',
  'upkeep',
  'promotable-replica',
  'nodes-seen',
  'delay',
  'majority',
  'turn',
] as const;

export type Gate = (typeof GATES)[number];

/** What happens next, once it is there. */
export type Awaited =
  | Gate
  | 'votes'
  | 'fresh-answers'
  | 'hand-over'
  | 'connection-to-the-chosen'
  | 'confirmation'
  | 're-pointing';

/** All durations in whole milliseconds; null: there is none. */
export interface Explanation {
  readonly name: string;
  readonly address: Address;
  readonly configEpoch: bigint;
  readonly waitsFor: Awaited;
  readonly stage: FailoverStateName;
  readonly stageMs: number | null;
  readonly forced: boolean;
  /** Who is to be promoted. */
  readonly chosen: string | null;
  readonly subjective: {
    readonly forMs: number | null;
    /** Until it is down if nothing changes; null: nothing is unanswered, it is down, or we are in
     *  tilt. */
    readonly leftMs: number | null;
    readonly silentMs: number | null;
    readonly downAfterMs: number;
    readonly roleReported: 'master' | 'slave';
    /** How the master turns us away, in a few words; null: it does not. */
    readonly access: string | null;
  };
  readonly objective: {
    readonly forMs: number | null;
    readonly have: number;
    readonly need: number;
    /** With fewer than are needed it can never be. */
    readonly known: number;
  };
  /** EMPTY-2: the master is to be replaced although it is up. */
  readonly emptyMaster: boolean;
  readonly tilt: { readonly forMs: number | null; readonly leftMs: number | null };
  /** OPERATOR-13, OPERATOR-14: a pause, and the master in maintenance. */
  readonly upkeep: { readonly pauseLeftMs: number | null; readonly maintenance: boolean };
  readonly promotable: Promotable;
  /** ORPHAN-n. `orphans` null: it is no such group, or, where the policy is off, nobody is there of
   *  whom that is known. */
  readonly nodesSeen: { readonly policy: boolean; readonly orphans: Orphanhood | null };
  readonly delay: {
    readonly leftMs: number | null;
    readonly waitingFor: string | null;
    /** Why the last attempt ended; null: there was none since the last switch. */
    readonly lastAbort: AbortCause | null;
  };
  readonly majority: {
    readonly reachable: number;
    readonly known: number;
    readonly need: number;
  };
  readonly turn: { readonly leftMs: number | null };
  readonly fence: FenceSide;
  readonly votes: {
    /** Of our own campaign; null: there is none. */
    readonly epoch: bigint | null;
    readonly have: number;
    readonly need: number;
    readonly given: { readonly leader: string | null; readonly epoch: bigint };
  };
  /** The one that would be promoted first. */
  readonly replicas: readonly ReplicaChance[];
  readonly peers: readonly PeerSide[];
}

/** SELECT-1: whether an attempt would find somebody. */
export interface Promotable {
  readonly eligible: number;
  readonly known: number;
  /** Where nobody is eligible: why, each reason once. */
  readonly reasons: readonly Refusal[];
  /** It is what the next attempt waits for. Before the first one it is not: that is made all the
   *  same, and perhaps another Sentinel knows somebody. */
  readonly isAwaited: boolean;
}

/** FENCE-3: whether this Sentinel holds the writes of the master back, or would. */
export interface FenceSide {
  readonly on: boolean;
  /** Ourselves included. */
  readonly heard: number;
  readonly known: number;
  /** Since when no majority could be heard; null: there is no fence. */
  readonly forMs: number | null;
  /** The words of a master that does not permit it. */
  readonly refused: string | null;
}

export interface ReplicaChance {
  readonly name: string;
  /** 1: it would be promoted; null: it is refused. */
  readonly rank: number | null;
  /** `not-named`: the operator has named another. */
  readonly refusal: Refusal | 'not-named' | null;
  /** What the one before it has better. */
  readonly behindBy: Criterion | null;
  readonly priority: number;
  readonly offset: bigint;
  readonly runId: string;
  readonly infoAgeMs: number | null;
  /** How it turns us away, in a few words; null: it does not. */
  readonly access: string | null;
}

/** EXPLAIN-1. */
export function explain(state: State, group: Group, now: number): Explanation {
  const { master, failover, following, options } = group;
  const left = (atMs: number | null): number | null =>
    atMs === null || atMs <= now ? null : Math.ceil(atMs - now);
  const age = (sinceMs: number | null): number | null => ageAt(sinceMs, now);
  const startMs = earliestStartMs(state, group, now);
  const isJudged = state.tiltSinceMs === null && master.downSinceMs === null;
  const facts = {
    subjective: {
      forMs: age(master.downSinceMs),
      leftMs: isJudged ? left(master.down.atMs) : null,
      silentMs: age(master.unansweredSinceMs),
      downAfterMs: options.downAfterMs,
      roleReported: master.roleReported,
      access: accessText(master),
    },
    objective: {
      forMs: age(group.objectivelyDownSinceMs),
      have: countAgreeing(group),
      need: options.quorum,
      known: countVoters(group),
    },
    emptyMaster: isToBeReplaced(group),
    tilt: { forMs: age(state.tiltSinceMs), leftMs: left(state.tiltEnd.atMs) },
    upkeep: {
      pauseLeftMs: left(group.pauseEnd.atMs),
      maintenance: isInMaintenance(state, master),
    },
    promotable: promotable(state, group, now),
    nodesSeen: {
      policy: options.promoteWithoutMaster,
      orphans: boundByPolicy(state, group, now) ?? seenOrphanhood(state, group, now),
    },
    delay: {
      leftMs: left(startMs),
      waitingFor: startMs > now ? (group.attempts.waitingFor?.leader ?? null) : null,
      lastAbort: group.attempts.endedFor,
    },
    majority: {
      reachable: countReachable(group),
      known: countVoters(group),
      need: votesNeeded(group),
    },
    turn: { leftMs: startMs > now ? null : left(group.stand.atMs) },
  };
  return {
    name: group.name,
    address: shownAddress(state, master.address),
    configEpoch: group.configEpoch,
    waitsFor: awaited(group, facts),
    ...stageOf(state, group),
    forced: failover?.forced ?? false,
    ...facts,
    stageMs: age(failover?.stageSinceMs ?? following?.startedAtMs ?? null),
    votes: {
      epoch: failover?.epoch ?? null,
      have: failover === null ? 0 : votesFor(state, group, failover.epoch),
      need: votesNeeded(group),
      given: group.vote,
    },
    fence: fenceSide(state, group, now),
    replicas: chances(state, group, choiceNow(group), now),
    peers: peersOf(state, group, age),
  };
}

function promotable(state: State, group: Group, now: number): Promotable {
  const refusals = [...judge(state, group, NOBODYS_WORD, now).refusals.values()];
  const reasons = refusals.filter((refusal) => refusal !== null);
  const eligible = refusals.length - reasons.length;
  const isLacking = lacksSomebody(group.attempts) && earliestStartMs(state, group, now) > now;
  // ORPHAN-2 waits for more nodes, where only these reasons stand in the way.
  const isForNodes = reasons.some((reason) => OF_ORPHANS.has(reason));
  const isBound = (boundByPolicy(state, group, now)?.problem ?? null) !== null;
  return {
    eligible,
    known: refusals.length,
    reasons: eligible > 0 ? [] : [...new Set(reasons)].sort(),
    isAwaited: eligible === 0 && !isForNodes && (isLacking || isBound),
  };
}

const OF_ORPHANS: ReadonlySet<Refusal> = new Set([
  ...['too-few-seen', 'histories-differ', 'no-fresh-answer'],
] as const);

function fenceSide({ settings }: State, group: Group, now: number): FenceSide {
  const { fence, members } = group;
  return {
    on: settings.fenceMinority,
    heard: countHeard(group, now),
    known: 1 + members.size,
    forMs: ageAt(fence?.sinceMs ?? null, now),
    refused: fence?.refused ?? null,
  };
}

type Facts = Pick<
  Explanation,
  | 'subjective'
  | 'objective'
  | 'emptyMaster'
  | 'tilt'
  | 'upkeep'
  | 'promotable'
  | 'nodesSeen'
  | 'delay'
  | 'majority'
  | 'turn'
>;

const AWAITED: Readonly<Record<Failover['stage'], Awaited>> = {
  'wait-start': 'votes',
  select: 'fresh-answers',
  'hand-over': 'hand-over',
  promote: 'connection-to-the-chosen',
  'wait-promotion': 'confirmation',
};

/** Which gates are open: `explain` names the first that is not and that is awaited. */
export function openGates(facts: Facts): Readonly<Record<Gate, boolean>> {
  return {
    tilt: facts.tilt.forMs === null,
    'subjectively-down': facts.subjective.forMs !== null || facts.emptyMaster,
    'objectively-down': facts.objective.forMs !== null || facts.emptyMaster,
    upkeep: facts.upkeep.pauseLeftMs === null && !facts.upkeep.maintenance,
    'promotable-replica': facts.promotable.eligible > 0,
    'nodes-seen': !facts.nodesSeen.policy || (facts.nodesSeen.orphans?.problem ?? null) === null,
    delay: facts.delay.leftMs === null,
    majority: facts.majority.reachable >= facts.majority.need,
    turn: facts.turn.leftMs === null,
  };
}

function awaited(group: Group, facts: Facts): Awaited {
  if (group.failover !== null) return AWAITED[group.failover.stage];
  if (group.following !== null && facts.subjective.forMs === null) return 're-pointing';
  const open = openGates(facts);
  const isAwaited = (gate: Gate): boolean =>
    gate !== 'promotable-replica' || facts.promotable.isAwaited;
  return GATES.find((gate) => !open[gate] && isAwaited(gate)) ?? 'votes';
}

const STAGES: Readonly<Record<Failover['stage'], FailoverStateName>> = {
  'wait-start': 'wait_start',
  select: 'select_slave',
  'hand-over': 'send_slaveof_noone',
  promote: 'send_slaveof_noone',
  'wait-promotion': 'wait_promotion',
};

/** As MASTER calls the stages. */
export function stageName(failover: Failover): FailoverStateName {
  return STAGES[failover.stage];
}

function stageOf(
  state: State,
  { failover, following }: Group,
): Pick<Explanation, 'stage' | 'chosen'> {
  if (failover === null) {
    return { stage: following === null ? 'none' : 'reconf_slaves', chosen: null };
  }
  const chosen = 'promoted' in failover ? nameOf(state, failover.promoted.node) : null;
  return { stage: stageName(failover), chosen };
}

/** While the master is up nobody has been asked for fresh facts: a failover would ask first. */
function choiceNow({ failover, handOver, master }: Group): Choice {
  const factsSinceMs = failover?.factsSinceMs ?? master.downSinceMs ?? Number.NEGATIVE_INFINITY;
  return { factsSinceMs, isForced: failover?.forced ?? false, target: handOver?.target ?? null };
}

/** The one that would be promoted first. */
export function chances(
  state: State,
  group: Group,
  choice: Choice,
  now: number,
): readonly ReplicaChance[] {
  const { eligible, refused, preference } = rankReplicas(state, group, choice, now);
  const chance = (replica: Replica): Omit<ReplicaChance, 'rank' | 'refusal' | 'behindBy'> => ({
    name: nameOf(state, replica.node),
    priority: priorityOf(replica.node),
    offset: offsetOf(replica.node),
    runId: replica.node.runId ?? '',
    infoAgeMs: ageAt(replica.node.infoAtMs, now),
    access: accessText(replica.node),
  });
  const reasons = new Map(refused.map(({ replica, reason }) => [replica, reason]));
  return [
    ...eligible.map((replica, place) => {
      const before = eligible[place - 1];
      const behindBy = before === undefined ? null : preference(before, replica).by;
      return { ...chance(replica), rank: place + 1, refusal: null, behindBy };
    }),
    ...[...group.replicas.values()]
      .filter((replica) => !eligible.includes(replica))
      .map((replica) => ({
        ...chance(replica),
        rank: null,
        refusal: reasons.get(replica) ?? ('not-named' as const),
        behindBy: null,
      })),
  ];
}

function ageAt(sinceMs: number | null, now: number): number | null {
  return sinceMs === null ? null : Math.max(0, Math.floor(now - sinceMs));
}

export function nameOf(state: State, node: DataNode): string {
  return addressKey(shownAddress(state, node.address));
}
