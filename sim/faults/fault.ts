// What every fault is: something that begins, lasts, and ends so that nothing of it is left.

import type { Cluster } from '../cluster.ts';
import type { SimGroup } from '../group.ts';
import type { Host } from '../host.ts';
import type { ModelNode } from '../node/model-node.ts';
import type { Random } from '../random.ts';
import type { SimSentinel } from '../sentinel.ts';

export interface Injection {
  /** For the trace. */
  readonly what: string;
  readonly durationMs: number;
  end(): void;
}

export interface Fault {
  readonly name: string;
  /** null: there is nothing that it could befall right now. */
  begin(cluster: Cluster, random: Random): Injection | null;
}

/** Long enough to be noticed, sometimes; short enough that many fit into a run. */
export function drawDurationMs(random: Random, longestMs: number): number {
  return random.durationMs(50, random.pick([500, 2_000, longestMs, longestMs]));
}

/** A node that says that it is a master, or any. */
export function pickNode(cluster: Cluster, random: Random, masterPermille: number): ModelNode {
  const group: SimGroup = random.pick(cluster.groups);
  const masters = group.masters();
  if (masters.length > 0 && random.permille(masterPermille)) return random.pick(masters);
  return random.pick(group.nodes);
}

export function pickRunningSentinel(cluster: Cluster, random: Random): SimSentinel | null {
  const running = cluster.sentinels.filter((sentinel) => sentinel.isRunning);
  return running.length === 0 ? null : random.pick(running);
}

/** The machines that can be cut off from each other; clients are left out. */
export function machines(cluster: Cluster): readonly Host[] {
  const nodes = cluster.groups.flatMap((group) => group.nodes.map((node) => node.host));
  return [...nodes, ...[...cluster.sentinels, ...cluster.stocks].map(({ host }) => host)];
}

export function names(hosts: readonly Host[]): string {
  return hosts.map((host) => host.name).join(' ');
}

export const NODE_AWAY_MS = 12_000;
export const SENTINEL_AWAY_MS = 10_000;
