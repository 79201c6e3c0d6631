// What one run is like: its topology, its settings, its machines and which faults befall it, all
// drawn from the seed. Every run gets a mix of its own, so that what is rare in one is common in
// another.

import type { Random } from './random.ts';

export interface NodeOptions {
  readonly priority: number;
  readonly refusedCommands: readonly string[];
  readonly isConfigReadOnly: boolean;
  readonly isPersistent: boolean;
  readonly loadMs: number;
}

export interface GroupRunOptions {
  readonly name: string;
  readonly quorum: number;
  readonly downAfterMs: number;
  readonly failoverTimeoutMs: number;
  readonly parallelSyncs: number;
  readonly password: string | null;
  readonly syncMs: number;
  readonly backlogBytes: number;
  readonly promotesOrphans: boolean;
  /** The first one begins as the master. */
  readonly nodes: readonly NodeOptions[];
}

export interface RunOptions {
  readonly sentinelCount: number;
  /** How many of them are stock Sentinels. */
  readonly stockCount: number;
  readonly groups: readonly GroupRunOptions[];
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly minWriteMs: number;
  readonly maxWriteMs: number;
  readonly writerPeriodMs: number;
  /** The names of the faults that can happen. */
  readonly faults: readonly string[];
  /** Time between two faults on average. */
  readonly faultPeriodMs: number;
  /** Before this nothing goes wrong. */
  readonly quietMs: number;
  readonly safetyMs: number;
  /** Just before the last master is killed, every Vedette is told to forget all but it. */
  readonly resetsAtTheEnd: boolean;
  /** Nodes go by names, and can move. */
  readonly hasNames: boolean;
  /** When all is healed a whole group is lost, and at first only replicas come back. */
  readonly losesGroup: boolean;
  /** `fence-minority yes`. */
  readonly hasFence: boolean;
  /** `replace-empty-master yes`. */
  readonly replacesEmpty: boolean;
  /** Two Vedettes begin with one id. */
  readonly hasCopiedId: boolean;
  /** Somebody invents Sentinels for half a minute. */
  readonly hasGhosts: boolean;
}

/** What runs are like whatever their seeds draw: for a case that most of them miss. */
export interface Directed {
  readonly run?: Partial<RunOptions>;
  readonly eachGroup?: Partial<GroupRunOptions>;
}

const SAFETY_MS = 60_000;
const MIN_FAULT_KINDS = 3;
const NAMED_PERMILLE = 300;
const ORPHANS_PERMILLE = 400;
const LOST_GROUP_PERMILLE = 300;
const MIXED_PERMILLE = 300;
const RESET_PERMILLE = 200;
const FENCED_PERMILLE = 500;
const REPLACES_EMPTY_PERMILLE = 400;
const COPIED_ID_PERMILLE = 60;
const GHOSTS_PERMILLE = 80;
/** Until two with one id have found each other: before that both could be elected. */
const MET_MS = 20_000;

export function drawOptions(random: Random, faults: readonly string[]): RunOptions {
  const sentinelCount = random.pick([3, 3, 3, 5]);
  const hasNames = random.permille(NAMED_PERMILLE);
  // The model of the stock Sentinel knows no names.
  const isMixed = !hasNames && random.permille(MIXED_PERMILLE);
  const groupCount = random.pick([1, 1, 1, 2]);
  const maxDelayMs = random.pick([0.5, 1, 2, 10, 50]);
  const maxWriteMs = random.pick([1, 5, 5, 20, 200]);
  const drawn = {
    sentinelCount,
    stockCount: isMixed ? random.between(1, sentinelCount - 1) : 0,
    groups: Array.from({ length: groupCount }, (_, index) =>
      drawGroup(random, `group${index + 1}`, { sentinelCount, isMixed }),
    ),
    minDelayMs: 0.1,
    maxDelayMs,
    minWriteMs: 0.1,
    maxWriteMs,
    writerPeriodMs: random.pick([20, 200, 1_000]),
    faults: drawFaults(random, faults),
    faultPeriodMs: random.pick([1_000, 2_000, 4_000, 6_000]),
    quietMs: random.pick([2_000, 4_000, 12_000]),
    safetyMs: SAFETY_MS,
    losesGroup: !isMixed && random.permille(LOST_GROUP_PERMILLE),
    resetsAtTheEnd: !isMixed && random.permille(RESET_PERMILLE),
    hasFence: random.permille(FENCED_PERMILLE),
    hasNames,
    replacesEmpty: random.permille(REPLACES_EMPTY_PERMILLE),
  };
  const hasCopiedId = !isMixed && random.permille(COPIED_ID_PERMILLE);
  // Stock believes at once, and forgets nobody.
  const hasGhosts = !isMixed && random.permille(GHOSTS_PERMILLE);
  return { ...drawn, hasCopiedId, hasGhosts, quietMs: hasCopiedId ? MET_MS : drawn.quietMs };
}

export function directedOptions(drawn: RunOptions, { run, eachGroup }: Directed): RunOptions {
  const options = { ...drawn, ...run };
  return { ...options, groups: options.groups.map((group) => ({ ...group, ...eachGroup })) };
}

interface Fleet {
  readonly sentinelCount: number;
  readonly isMixed: boolean;
}

function drawGroup(
  random: Random,
  name: string,
  { sentinelCount, isMixed }: Fleet,
): GroupRunOptions {
  const majority = Math.floor(sentinelCount / 2) + 1;
  const replicaCount = random.pick([2, 2, 2, 3, 4]);
  return {
    name,
    quorum: random.pick([majority, majority, majority, random.between(1, sentinelCount)]),
    downAfterMs: random.pick([500, 1_000, 2_000, 2_000, 3_000, 5_000]),
    failoverTimeoutMs: random.pick([2_000, 4_000, 6_000, 10_000, 20_000, 20_000]),
    parallelSyncs: random.pick([1, 1, 2, 4]),
    password: random.permille(200) ? 'secret' : null,
    syncMs: random.pick([20, 200, 2_000]),
    backlogBytes: random.pick([2_000, 20_000, 1_000_000]),
    promotesOrphans: random.permille(ORPHANS_PERMILLE),
    nodes: Array.from({ length: replicaCount + 1 }, (_, index) => drawNode(random, index, isMixed)),
  };
}

function drawNode(random: Random, index: number, isMixed: boolean): NodeOptions {
  return {
    // The first two can always be promoted, so that a group is never without a candidate.
    priority: index < 2 ? 100 : random.pick([100, 100, 100, 10, 0]),
    refusedCommands: drawRefused(random, isMixed),
    isConfigReadOnly: random.permille(30),
    isPersistent: random.permille(850),
    loadMs: random.pick([0, 50, 500, 3_000]),
  };
}

/** Stock gives its whole transaction up for one of them that is refused, again and again. */
function drawRefused(random: Random, isMixed: boolean): readonly string[] {
  if (!random.permille(100)) return [];
  const refused = random.pick(['config|rewrite', 'client|kill', 'client|pause']);
  return isMixed ? [] : [refused];
}

/** Some of all, in their order. */
function drawFaults(random: Random, faults: readonly string[]): readonly string[] {
  const chance = random.pick([300, 500, 800, 1000]);
  const drawn = faults.filter(() => random.permille(chance));
  if (drawn.length >= MIN_FAULT_KINDS) return drawn;
  const more = random.shuffled(faults).slice(0, MIN_FAULT_KINDS);
  return faults.filter((name) => drawn.includes(name) || more.includes(name));
}
