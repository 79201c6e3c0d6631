// What people see of many runs: how it went, what was covered, how to replay what failed.

import { type Counts, coverageRows } from './coverage.ts';
import type { Plan } from './plan.ts';
import type { RunResult } from './simulate.ts';
import { faultNames } from './simulate.ts';
import { LEGEND } from './trace.ts';

const COLUMNS = 3;
const COLUMN_WIDTH = 42;

export interface Totals {
  runs: number;
  failed: number;
  faults: number;
  virtualMs: number;
  healingMs: number;
  /** Of every run, beyond down-after. */
  readonly lastFailoversMs: number[];
  readonly counts: Counts;
}

export function legendText(): string {
  const lines = LEGEND.map(([mark, meaning]) => `  ${mark} ${meaning}`);
  return ['milliseconds, mark, who, what. The marks:', ...lines].join('\n');
}

export function failureText({ seed, finding }: RunResult): string {
  if (finding === null) return '';
  const what = `seed ${seed} failed: ${finding.checker}: ${finding.text}`;
  return `${what}\n  replay: npm run sim -- --seed ${seed}`;
}

/** What is left of a plan that was shrunk. */
export function shrunkText(plan: Plan, shrunk: Plan, file: string): string {
  const faults = shrunk.faults.map(({ atMs, fault, what }) => {
    return `${atMs.toFixed(3).padStart(13)} ${fault}: ${what}`;
  });
  return [
    `seed ${plan.seed} fails with ${shrunk.faults.length} of its ${plan.faults.length} faults:`,
    ...faults,
    `  kept: ${file}`,
    `  replay: npm run sim -- --replay ${file}`,
  ].join('\n');
}

export function progressText({ runs, failed }: Totals, elapsedMs: number): string {
  const minutes = (elapsedMs / 60_000).toFixed(0);
  const rate = (runs / (elapsedMs / 1000)).toFixed(1);
  return `${minutes} min: ${runs} seeds, ${failed} failed, ${rate} a second`;
}

export function summaryText(totals: Totals, elapsedMs: number): string {
  const { runs, failed, faults, virtualMs, healingMs } = totals;
  const rate = (runs / (elapsedMs / 1000)).toFixed(1);
  const hours = (virtualMs / 3_600_000).toFixed(1);
  const healing = (healingMs / runs / 1000).toFixed(1);
  return [
    `${runs} seeds, ${failed} failed; ${hours} virtual hours, ${(faults / runs).toFixed(1)} faults a`,
    `seed, agreed ${healing} s after the last one on average; ${rate} seeds a second\n`,
    `the last failover took ${spreadText(totals.lastFailoversMs)} beyond down-after`,
  ].join(' ');
}

function spreadText(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)} ms`;
  return `${at(0.5)} in the middle, ${at(0.9)} in nine of ten, ${at(1)} at most`;
}

/** Rows that never happened come with a mark of their own. */
export function coverageText(counts: Counts): string {
  const cells = coverageRows(faultNames()).map((row) => {
    const count = counts[row] ?? 0;
    return `${String(count).padStart(8)}${count === 0 ? '!' : ' '} ${row}`.padEnd(COLUMN_WIDTH);
  });
  const height = Math.ceil(cells.length / COLUMNS);
  const lines = Array.from({ length: height }, (_, line) =>
    Array.from({ length: COLUMNS }, (_, column) => cells[column * height + line] ?? '').join(''),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Rows of the table that stayed 0. */
export function uncovered(counts: Counts): readonly string[] {
  return coverageRows(faultNames()).filter((row) => (counts[row] ?? 0) === 0);
}
