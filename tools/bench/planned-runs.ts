// A planned failover under load, again and again in one group: how many of the writes that were
// acknowledged are gone, and how long nobody's write was acknowledged. Every writer goes by what
// the Sentinels answer.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from '../../test/harness/clock.ts';
import { Counters } from '../../test/harness/counters.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { until } from '../../test/harness/wait.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median } from './statistics.ts';

export interface PlannedPart {
  readonly title: string;
  readonly writers: number;
  readonly rounds: number;
  readonly downAfterMs: number;
  readonly gapTargetMs: number;
}

const GROUP_NAME = 'mymaster';
/** The old master of a stock group takes writes for about ten seconds more. */
const ROUND_MS = 13_000;

interface PlannedResult {
  readonly acknowledged: number;
  readonly lost: number;
  /** Of each round, in milliseconds. */
  readonly gapsMs: readonly number[];
}

export async function runPlannedPart(
  part: PlannedPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const results = new Map<SentinelKind, PlannedResult>();
  for (const kind of kinds) {
    const result = await measure(part, kind);
    results.set(kind, result);
    const gaps = result.gapsMs.map((gap) => Math.round(gap)).join(', ');
    progress(
      `${part.title}, ${kind}: ${result.lost} of ${result.acknowledged} lost, gaps ${gaps} ms`,
    );
  }
  const samples = [...results].map(
    ([kind, { gapsMs, ...counts }]): Sample => ({
      part: part.title,
      kind,
      values: { ...counts, gapsMs: gapsMs.join(' ') },
    }),
  );
  return { rows: rowsOf(part, results), samples };
}

async function measure(part: PlannedPart, kind: SentinelKind): Promise<PlannedResult> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: GROUP_NAME, replicas: 2 });
    const quorum = await Quorum.start(sandbox, {
      kinds: [kind, kind, kind],
      groups: [group],
      downAfterMs: part.downAfterMs,
      parallelSyncs: 2,
    });
    const sentinelPorts = quorum.sentinels.map(({ port }) => port);
    const counters = new Counters({ groupName: GROUP_NAME, sentinelPorts, writers: part.writers });
    await counters.allWriteAfter(nowMs());
    const gapsMs: number[] = [];
    let port = group.masterPort;
    for (let round = 0; round < part.rounds; round += 1) {
      const startedMs = nowMs();
      await begin(quorum);
      port = await quorum.agreesOnNewMaster(group, port);
      await pause(startedMs + ROUND_MS - nowMs());
      gapsMs.push(counters.longestGapMs(startedMs));
    }
    await counters.end();
    const { acknowledged } = counters;
    return { acknowledged, lost: await counters.lostOn(port), gapsMs };
  } finally {
    await sandbox.close();
  }
}

async function begin(quorum: Quorum): Promise<void> {
  await until('FAILOVER to be taken', async () => {
    const answer = await quorum.at(0).call('SENTINEL', 'FAILOVER', GROUP_NAME);
    return typeof answer === 'string' ? true : undefined;
  });
}

function rowsOf(part: PlannedPart, results: ReadonlyMap<SentinelKind, PlannedResult>): Row[] {
  const value = (of: (result: PlannedResult) => number) => {
    const [stock, vedette] = [results.get('stock'), results.get('vedette')];
    return {
      stock: stock === undefined ? Number.NaN : of(stock),
      vedette: vedette === undefined ? Number.NaN : of(vedette),
    };
  };
  const { title, gapTargetMs } = part;
  return [
    {
      ...{ part: title, what: 'acknowledged writes', unit: 'writes' },
      ...value(({ acknowledged }) => acknowledged),
    },
    {
      ...{ part: title, what: 'of these lost', unit: 'writes' },
      ...value(({ lost }) => lost),
      target: { kind: 'at most', value: 0 },
    },
    {
      ...{ part: title, what: 'longest gap between two, median', unit: 'ms' },
      ...value(({ gapsMs }) => median(gapsMs)),
      target: { kind: 'at most', value: gapTargetMs },
    },
  ];
}
