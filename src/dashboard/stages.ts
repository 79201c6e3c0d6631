// The stages of a past failover, with how long each took.

import { type PastFailover, STEPS, type Step } from './wire.ts';

export interface Stage {
  readonly step: Step;
  readonly atMs: number;
  /** Since the step before it that is known. */
  readonly tookMs: number;
  /** Since the first one. */
  readonly afterMs: number;
}

/** The steps that are known, in their order in time. */
export function stagesOf({ steps }: PastFailover): readonly Stage[] {
  const known = STEPS.flatMap((step) => {
    const atMs = steps[step];
    return atMs === null ? [] : [{ step, atMs }];
  });
  known.sort((a, b) => a.atMs - b.atMs);
  const [first] = known;
  if (first === undefined) return [];
  return known.map(({ step, atMs }, index) => ({
    step,
    atMs,
    tookMs: atMs - (known[index - 1]?.atMs ?? atMs),
    afterMs: atMs - first.atMs,
  }));
}
