// The words after `npm run bench --`.

import { parseArgs } from 'node:util';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { PARTS } from './parts.ts';

export interface BenchOptions {
  readonly parts: readonly string[];
  readonly runs: number;
  readonly kinds: readonly SentinelKind[];
}

const DEFAULT_RUNS = 20;

export const USAGE: string = `npm run bench -- [--only PART,...] [--runs N] [--kind stock|vedette]
parts: ${Object.keys(PARTS).join(', ')}
runs: of crash, hang, five, clients and status, ${DEFAULT_RUNS} if not given
`;

/** A text instead of options: what is wrong with them. */
export function parseOptions(words: readonly string[]): BenchOptions | string {
  let values: { only?: string; runs?: string; kind?: string };
  try {
    const option = { type: 'string' } as const;
    const options = { only: option, runs: option, kind: option };
    values = parseArgs({ args: [...words], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const parts = values.only?.split(',') ?? Object.keys(PARTS);
  const unknown = parts.find((part) => !Object.hasOwn(PARTS, part));
  if (unknown !== undefined) return `There is no part ${unknown}.`;
  const runs = Number(values.runs ?? DEFAULT_RUNS);
  if (!Number.isInteger(runs) || runs < 1) return `${values.runs} is no number of runs.`;
  const kinds = readKinds(values.kind);
  return typeof kinds === 'string' ? kinds : { parts, runs, kinds };
}

function readKinds(word: string | undefined): readonly SentinelKind[] | string {
  if (word === undefined) return ['stock', 'vedette'];
  if (word === 'stock' || word === 'vedette') return [word];
  return `There is no kind ${word}.`;
}
