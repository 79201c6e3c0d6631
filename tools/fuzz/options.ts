// The words after `npm run fuzz --`.

import { parseArgs } from 'node:util';
import type { Target } from './target.ts';
import { TARGETS } from './targets.ts';

export interface FuzzWords {
  readonly seed: number;
  /** Infinity: as many as the time allows. */
  readonly inputs: number;
  readonly minutes: number;
  readonly targets: readonly Target[];
}

const DEFAULT_MINUTES = 1;

const NAMES = TARGETS.map(({ name }) => name).join(', ');

export const USAGE: string = `npm run fuzz -- [--minutes M] [--inputs N] [--seed N]
    [--target NAME,...]
targets: ${NAMES}; for ${DEFAULT_MINUTES} minute if not given
`;

/** A text instead of options: what is wrong with them. */
export function parseOptions(words: readonly string[]): FuzzWords | string {
  let values: { minutes?: string; inputs?: string; seed?: string; target?: string };
  try {
    const text = { type: 'string' } as const;
    const options = { minutes: text, inputs: text, seed: text, target: text };
    ({ values } = parseArgs({ args: [...words], options }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const names = values.target?.split(',') ?? TARGETS.map(({ name }) => name);
  const targets = TARGETS.filter(({ name }) => names.includes(name));
  if (targets.length !== names.length) return `There is no such target: ${names.join(', ')}`;
  const minutes = Number(values.minutes ?? (values.inputs === undefined ? DEFAULT_MINUTES : 1e6));
  const inputs = Number(values.inputs ?? Number.POSITIVE_INFINITY);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!(minutes > 0) || !(inputs > 0) || !Number.isInteger(seed)) return 'Numbers are expected';
  return { seed, inputs, minutes, targets };
}
