// A group of which only replicas have come back (ORPHAN-n): none of them was with the master to the
// end, so that it is not known by itself which has the most data. Whether enough of them are there
// to tell, and the order among them. Whether this counts is eligible.ts's decision.

import type { InfoFacts } from '../facts.ts';
import type { DataNode, Group, OrphanProblem, Replica } from '../state.ts';
import { type Criterion, compareRunIds, offsetOf, type Preference, priorityOf } from './best.ts';
import type { Refusal } from './eligible.ts';

/** What there is of such a group. Nodes are the master and the replicas that are known. */
export interface Orphanhood {
  readonly seen: number;
  readonly known: number;
  /** A majority of the known. */
  readonly need: number;
  /** How many could be promoted and have yet to say what they have: nobody stands until then. */
  readonly awaited: number;
  readonly problem: OrphanProblem | null;
  /** Of those seen, how many may be promoted as far as this alone goes. */
  readonly candidates: number;
}

type Verdicts = ReadonlyMap<Replica, Refusal | null>;

/** ORPHAN-1. null: it is no such group. `verdicts`: as SELECT-1 has them. `awaitedSinceMs`: whose
 *  answer has been missing since before then is not waited for. */
export function orphanhood(
  group: Group,
  verdicts: Verdicts,
  awaitedSinceMs: number,
): Orphanhood | null {
  const { master, replicas } = group;
  if (master.downSinceMs === null || replicas.size === 0) return null;
  for (const [{ node }, refusal] of verdicts) {
    if (refusal === null && wasWithMaster(node)) return null;
  }
  const known = 1 + replicas.size;
  const seen = [...verdicts].filter(([{ node }, refusal]) => isSeen(node, refusal)).length;
  const awaited = [...verdicts].filter(([{ node }, refusal]) =>
    isAwaited(node, refusal, awaitedSinceMs),
  ).length;
  const need = Math.floor(known / 2) + 1;
  const candidates = [...verdicts].filter(([{ node }, refusal]) => isCandidate(node, refusal));
  const holders = candidates.map(([{ node }]) => node).filter(hasData);
  const differ = holders.some((one) => holders.some((other) => !canBeCompared(one, other)));
  const problem = seen < need ? 'too-few-seen' : differ ? 'histories-differ' : null;
  return { seen, known, need, awaited, problem, candidates: candidates.length };
}

/** ORPHAN-1: as of this very connection it follows a master, and has been linked to one since it
 *  was started. */
export function wasWithMaster(node: DataNode): boolean {
  const { stage } = node.command;
  if (stage.kind !== 'up' || node.infoAtMs === null || node.infoAtMs < stage.sinceMs) return false;
  const { info } = node;
  if (info?.role !== 'slave') return false;
  return info.masterLinkUp === true || info.masterLinkDownMs >= 0;
}

/** Refusals that say nothing of what a node has. */
const SEEN: ReadonlySet<Refusal | null> = new Set([
  ...[null, 'long-without-master', 'maintenance', 'priority-zero'],
] as const);

/** Refusals that an answer can take away. */
const AWAITED: ReadonlySet<Refusal | null> = new Set([
  ...[null, 'long-without-master', 'stale-info'],
] as const);

/** ORPHAN-2: what it has is known, as of after the loss of the master. */
export function isSeen(node: DataNode, refusal: Refusal | null): boolean {
  const { info, infoAtMs, command, group } = node;
  // Of one in maintenance the refusal does not say that it is down as well.
  if (!SEEN.has(refusal) || node.downSinceMs !== null) return false;
  if (info === null || infoAtMs === null || info.loading) return false;
  if (command.stage.kind !== 'up' || infoAtMs < command.stage.sinceMs) return false;
  return infoAtMs >= (group.master.downSinceMs ?? Number.NEGATIVE_INFINITY);
}

/** ORPHAN-2: it could be promoted, and has yet to say what it has. */
function isAwaited(node: DataNode, refusal: Refusal | null, sinceMs: number): boolean {
  const { command, downSinceMs, info, infoRefused, group } = node;
  if (!AWAITED.has(refusal) || isSeen(node, refusal)) return false;
  if (command.stage.kind !== 'up' || downSinceMs !== null) return false;
  if (infoRefused || info?.loading === true) return false;
  return Math.max(command.stage.sinceMs, group.master.downSinceMs ?? 0) > sinceMs;
}

/** It may be promoted as far as this alone goes. */
export function isCandidate(node: DataNode, refusal: Refusal | null): boolean {
  return isSeen(node, refusal) && (refusal === null || refusal === 'long-without-master');
}

/** ORPHAN-3: a server that does not tell counts as one that has some. */
export function hasData({ info }: DataNode): boolean {
  return info !== null && info.keys !== 0;
}

/** ORPHAN-3: offsets count in one history of writes, or one history has grown out of the other. */
function canBeCompared(one: DataNode, other: DataNode): boolean {
  if (one === other) return true;
  const [a, b] = [one.info, other.info];
  if (a === null || b === null || a.history === null || b.history === null) return false;
  return a.history === b.history || grewOutOf(a, b) || grewOutOf(b, a);
}

/** A replica has the later history from a later master. Who says that it is a master has made it
 *  itself, perhaps at its start. */
function grewOutOf(a: InfoFacts, b: InfoFacts): boolean {
  return a.role === 'slave' && a.formerHistory !== null && a.formerHistory === b.history;
}

/** ORPHAN-3: who has most comes first. Below 0: `a` is to be preferred. */
export function preferMostData(a: Replica, b: Replica): Preference {
  const [one, other] = [a.node, b.node];
  const first = (by: Criterion, isFirst: boolean): Preference => ({ by, order: isFirst ? -1 : 1 });
  if (hasData(one) !== hasData(other)) return first('data', hasData(one));
  const [here, there] = [one.info, other.info];
  if (here !== null && there !== null && here.history !== there.history) {
    if (grewOutOf(here, there) !== grewOutOf(there, here)) {
      return first('history', grewOutOf(here, there));
    }
  }
  const [offsetA, offsetB] = [offsetOf(one), offsetOf(other)];
  if (offsetA !== offsetB) return first('offset', offsetA > offsetB);
  const byPriority = priorityOf(one) - priorityOf(other);
  if (byPriority !== 0) return { by: 'priority', order: byPriority };
  return { by: 'run-id', order: compareRunIds(one.runId, other.runId) };
}
