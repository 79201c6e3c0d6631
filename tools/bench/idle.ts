// What Sentinels cost while nothing happens: the processor with many groups, and memory with one.
// All three Sentinels of a kind are measured; the number is the middle one.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from '../../test/harness/clock.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { Sentinel, SentinelKind } from '../../test/harness/sentinel.ts';
import { ModelProcess } from './model-process.ts';
import { startModelQuorum } from './model-quorum.ts';
import { cpuMs, residentMiB } from './process-usage.ts';
import type { PartResult, Row, Sample, Target, Unit } from './result.ts';
import { median } from './statistics.ts';

export interface IdlePart {
  readonly title: string;
  readonly what: string;
  readonly unit: Unit;
  readonly target: Target;
  /** One number a Sentinel. */
  readonly measure: (kind: SentinelKind) => Promise<readonly number[]>;
}

const SENTINELS = 3;
const SETTLE_MS = 15_000;
const WINDOW_MS = 30_000;
const IDLE_DOWN_AFTER_MS = 30_000;
const IDLE_FAILOVER_TIMEOUT_MS = 180_000;

export async function runIdle(
  part: IdlePart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const measured: Record<SentinelKind, readonly number[]> = { stock: [], vedette: [] };
  for (const kind of kinds) {
    measured[kind] = await part.measure(kind);
    const shown = measured[kind].map((value) => value.toFixed(1)).join(', ');
    progress(`${part.title}: ${kind}: ${shown} ${part.unit}`);
  }
  const { title, what, unit, target } = part;
  const [stock, vedette] = [median(measured.stock), median(measured.vedette)];
  const row: Row = { part: title, what, unit, stock, vedette, target };
  const samples = kinds.flatMap((kind) =>
    measured[kind].map((value): Sample => ({ part: title, kind, values: { [unit]: value } })),
  );
  return { rows: [row], samples };
}

/** Percent of a core of each Sentinel that watches so many groups of three model nodes. */
export async function idleProcessor(
  kind: SentinelKind,
  groupCount: number,
): Promise<readonly number[]> {
  const sandbox = new Sandbox();
  try {
    const { groups } = await ModelProcess.start(sandbox, groupCount);
    const sentinels = await startModelQuorum(sandbox, {
      kind,
      groups,
      downAfterMs: IDLE_DOWN_AFTER_MS,
      failoverTimeoutMs: IDLE_FAILOVER_TIMEOUT_MS,
    });
    await pause(SETTLE_MS);
    return await processorShares(sentinels);
  } finally {
    await sandbox.close();
  }
}

async function processorShares(sentinels: readonly Sentinel[]): Promise<readonly number[]> {
  const read = (): readonly number[] => sentinels.map(({ pid }) => cpuMs(pid));
  const startMs = nowMs();
  const before = read();
  await pause(WINDOW_MS);
  const after = read();
  const elapsedMs = nowMs() - startMs;
  return after.map((value, place) => ((value - (before[place] ?? 0)) / elapsedMs) * 100);
}

/** Resident MiB of each Sentinel that watches one real group. */
export async function idleMemory(kind: SentinelKind): Promise<readonly number[]> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: 'mymaster', replicas: 2 });
    const quorum = await Quorum.start(sandbox, {
      kinds: Array.from({ length: SENTINELS }, () => kind),
      groups: [group],
    });
    await pause(SETTLE_MS);
    return quorum.sentinels.map(({ pid }) => residentMiB(pid));
  } finally {
    await sandbox.close();
  }
}
