// Which of the eligible replicas is the best (SELECT-2): one that follows somebody, then one that
// has its data set in memory, then the lowest priority number, then most data, then the smallest
// run id.

import type { DataNode, Replica } from '../state.ts';

const DEFAULT_PRIORITY = 100;

/** What decides between two, in this order. */
export type Criterion =
  | 'role'
  | 'loading'
  | 'priority'
  | 'offset'
  | 'run-id'
  /** PROMOTE-4. */
  | 'failed-before'
  /** HANDOVER-9. */
  | 'link'
  /** EMPTY-4. */
  | 'copied'
  /** ORPHAN-3 only. */
  | 'data'
  | 'history';

/** `order` below 0: the first is to be preferred, by that criterion. */
export interface Preference {
  readonly by: Criterion;
  readonly order: number;
}

/** Below 0 when `a` is to be preferred. */
export function compareReplicas(a: Replica, b: Replica): number {
  return preference(a, b).order;
}

export function preference(a: Replica, b: Replica): Preference {
  // A node that says it is a master has been cut off, or came back: what it holds is not what the
  // group agreed on. It is better than nobody.
  if (a.node.roleReported !== b.node.roleReported) {
    return { by: 'role', order: a.node.roleReported === 'slave' ? -1 : 1 };
  }
  // What is being read in refuses to be promoted until that is done.
  const [isLoadingA, isLoadingB] = [isLoading(a.node), isLoading(b.node)];
  if (isLoadingA !== isLoadingB) return { by: 'loading', order: isLoadingA ? 1 : -1 };
  const byPriority = priorityOf(a.node) - priorityOf(b.node);
  if (byPriority !== 0) return { by: 'priority', order: byPriority };
  const [offsetA, offsetB] = [offsetOf(a.node), offsetOf(b.node)];
  if (offsetA !== offsetB) return { by: 'offset', order: offsetA > offsetB ? -1 : 1 };
  return { by: 'run-id', order: compareRunIds(a.node.runId, b.node.runId) };
}

function isLoading(node: DataNode): boolean {
  return node.info?.loading === true;
}

export function priorityOf(node: DataNode): number {
  return node.info?.priority ?? DEFAULT_PRIORITY;
}

export function offsetOf(node: DataNode): bigint {
  return node.info?.offset ?? 0n;
}

/** An unknown run id comes last; letters of either case are the same. */
export function compareRunIds(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  if (lowerA === lowerB) return 0;
  return lowerA < lowerB ? -1 : 1;
}
