// One duration a run, several runs of each kind of Sentinel: their order, and the rows of the
// median and of the worst. What is timed is the caller's.

import type { SentinelKind } from '../../test/harness/sentinel.ts';
import type { Row } from './result.ts';
import { median, worst } from './statistics.ts';

export type Times = ReadonlyMap<SentinelKind, readonly number[]>;

/** One kind after the other; `measure` returns milliseconds. */
export async function timesOf(
  kinds: readonly SentinelKind[],
  runs: number,
  measure: (kind: SentinelKind, run: number) => Promise<number>,
): Promise<Times> {
  const times = new Map<SentinelKind, number[]>();
  for (const kind of kinds) {
    const ofKind: number[] = [];
    times.set(kind, ofKind);
    for (let run = 0; run < runs; run += 1) ofKind.push(await measure(kind, run));
  }
  return times;
}

/** `worstName`: how the row of the worst is called behind `what`. */
export function timeRows(
  part: { readonly title: string; readonly worstTargetMs: number },
  { what, worstName }: { readonly what: string; readonly worstName: string },
  times: Times,
): readonly Row[] {
  const value = (of: (values: readonly number[]) => number, kind: SentinelKind): number => {
    const values = times.get(kind) ?? [];
    return values.length === 0 ? Number.NaN : of(values);
  };
  const both = (of: (values: readonly number[]) => number) => ({
    stock: value(of, 'stock'),
    vedette: value(of, 'vedette'),
  });
  const common = { part: part.title, unit: 'ms' } as const;
  return [
    { ...common, what: `${what}, median`, ...both(median) },
    {
      ...{ ...common, what: `${what}, ${worstName}` },
      ...both(worst),
      target: { kind: 'at most', value: part.worstTargetMs },
    },
  ];
}
