// A real partition: five hosts, the master's and one more are cut off for half a minute, and a
// client on each host goes on. Counted when it has healed: what was acknowledged and is gone.

import { namespacesMissing } from '../../test/harness/hosts.ts';
import { type PartitionResult, runPartition } from '../../test/harness/partition.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import type { PartResult, Row, Sample } from './result.ts';

export interface PartitionPart {
  readonly title: string;
  readonly downAfterMs: number;
  readonly cutMs: number;
  /** Of what stock loses. */
  readonly lostTarget: number;
}

const HOSTS = 5;
const CUT_HOSTS: readonly number[] = [0, 1];
const QUIET_MS = 10_000;
const PACE_MS = 2;

/** For Vedette alone: stock has nothing like it. */
const FENCED = '# vedette: fence-minority yes';

export async function runPartitionPart(
  part: PartitionPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const missing = namespacesMissing();
  if (missing !== null) {
    progress(`${part.title}: left out, because ${missing}`);
    return { rows: [], samples: [] };
  }
  const results = new Map<SentinelKind, PartitionResult>();
  for (const kind of kinds) {
    const result = await runPartition({
      kinds: Array.from({ length: HOSTS }, () => kind),
      downAfterMs: part.downAfterMs,
      quietMs: QUIET_MS,
      cutMs: part.cutMs,
      cut: 'hosts',
      cutHosts: CUT_HOSTS,
      paceMs: PACE_MS,
      lines: [FENCED],
    });
    results.set(kind, result);
    progress(`${part.title}, ${kind}: ${result.lost} of ${result.acknowledged} lost`);
  }
  return { rows: rowsOf(part, results), samples: [...results].map(sampleOf(part)) };
}

function sampleOf({ title }: PartitionPart): (result: [SentinelKind, PartitionResult]) => Sample {
  return ([kind, { logs: _logs, inCut, switched, ...counts }]) => ({
    part: title,
    kind,
    values: { ...counts, inCut: inCut.join(' '), switched: Number(switched) },
  });
}

function rowsOf(
  part: PartitionPart,
  results: ReadonlyMap<SentinelKind, PartitionResult>,
): readonly Row[] {
  const row = (
    what: string,
    unit: Row['unit'],
    of: (result: PartitionResult) => number,
    target?: Row['target'],
  ): Row => {
    const value = (kind: SentinelKind): number => {
      const result = results.get(kind);
      return result === undefined ? Number.NaN : of(result);
    };
    const base = { part: part.title, what, unit, stock: value('stock'), vedette: value('vedette') };
    return target === undefined ? base : { ...base, target };
  };
  return [
    row('acknowledged writes', 'writes', ({ acknowledged }) => acknowledged),
    row('of these lost', 'writes', ({ lost }) => lost, {
      kind: 'times stock',
      value: part.lostTarget,
    }),
    row('lost, later than down-after after the cut', 'writes', ({ lostLater }) => lostLater, {
      kind: 'at most',
      value: 0,
    }),
    row('the last of them, after the cut', 'ms', ({ lastLostMs }) => lastLostMs),
  ];
}
