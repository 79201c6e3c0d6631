// One measured thing, for each of the two kinds, and whether it is what it has to be. The JSON file
// keeps every single value.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import type { Versions } from '../versions.ts';

export type Unit = 'ms' | 'KiB' | 'MiB' | '% of a core' | 'writes';

/** What Vedette must not exceed: a value, or so many times what stock has in the same run. */
export type Target =
  | { readonly kind: 'at most'; readonly value: number }
  | { readonly kind: 'times stock'; readonly value: number };

/** A line of the table. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly unit: Unit;
  /** NaN: not measured. */
  readonly stock: number;
  readonly vedette: number;
  readonly target?: Target;
}

/** The single measurements that the rows were made of. */
export interface Sample {
  readonly part: string;
  readonly kind: SentinelKind;
  readonly values: Readonly<Record<string, number | string | null>>;
}

export interface PartResult {
  readonly rows: readonly Row[];
  readonly samples: readonly Sample[];
}

/** null: there is nothing to reach, or nothing was measured. */
export function reached(row: Row): boolean | null {
  if (row.target === undefined || Number.isNaN(row.vedette)) return null;
  if (row.target.kind === 'at most') return row.vedette <= row.target.value;
  return Number.isNaN(row.stock) ? null : row.vedette <= row.stock * row.target.value;
}

export function writeResult(
  file: string,
  result: PartResult & { readonly versions: Versions; readonly options: unknown },
): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
