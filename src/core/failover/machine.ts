// The stages of a failover and the only place that moves it from one to the next. An edge that is
// not in the table is a bug, and stops the process.

import type { Failover, Group } from '../state.ts';

type Stage = Failover['stage'] | 'none';

const EDGES: Readonly<Record<Stage, readonly Stage[]>> = {
  none: ['wait-start'],
  'wait-start': ['select', 'none'],
  select: ['hand-over', 'promote', 'none'],
  'hand-over': ['promote', 'none'],
  promote: ['wait-promotion', 'none'],
  'wait-promotion': ['wait-promotion', 'none'],
};

export function moveTo(group: Group, next: Failover | null): void {
  if (group.failover === next) return;
  const from = group.failover?.stage ?? 'none';
  const to = next?.stage ?? 'none';
  if (!EDGES[from].includes(to)) throw new Error(`failover of ${group.name}: ${from} to ${to}`);
  group.failover = next;
}
