// Runs that failed once, kept as regressions: sim/kept/NAME.json with all that makes the run, so
// that it stays what it was when what seeds draw changes, and sim/kept/seeds.txt with seeds alone.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';
import { faultNames, type RunResult } from './simulate.ts';

/** Seen from the root of the repository, where all programs run. */
const FOLDER = 'sim/kept';
const SEEDS = 'seeds.txt';

export interface KeptPlan {
  readonly file: string;
  readonly plan: Plan;
}

export function planOf({ seed, options, faults, healAtMs }: RunResult): Plan {
  return { seed, options, faults, healAtMs };
}

/** Returns the file. One that is there already stays as it is. */
export function keepPlan(plan: Plan, why: string): string {
  const file = join(FOLDER, `seed-${plan.seed}.json`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ why, ...plan }, null, 1)}\n`);
  return file;
}

export function keptPlans(): readonly KeptPlan[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => {
    const file = join(FOLDER, name);
    return { file, plan: readPlan(readFileSync(file, 'utf8')) };
  });
}

/** The first word of each line that has one; `#` begins a comment. */
export function keptSeeds(): readonly number[] {
  const lines = readFileSync(join(FOLDER, SEEDS), 'utf8').split('\n');
  return lines
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const seed = Number(line);
      if (!Number.isSafeInteger(seed)) throw new Error(`${SEEDS}: '${line}' is no seed`);
      return seed;
    });
}

/** Throws where something is missing or of another type; what is not known is passed over, and a
 *  switch that came later is off. */
export function readPlan(text: string): Plan {
  const [fault = ''] = faultNames();
  const shape: Plan = {
    seed: 0,
    options: drawOptions(new Random(1), [fault]),
    faults: [{ atMs: 0, fault, seed: 0, what: '' }],
    healAtMs: 0,
  };
  const read = withLaterOff(shape, JSON.parse(text));
  const problem = difference(shape, read, 'plan');
  if (problem !== null || !isLike(shape, read)) throw new Error(problem ?? 'no plan');
  const { seed, options, faults, healAtMs } = read;
  return { seed, options, faults, healAtMs };
}

/** What is either on or off, and is not there, is off. */
function withLaterOff(shape: unknown, value: unknown): unknown {
  if (Array.isArray(shape) && Array.isArray(value)) {
    return value.map((one) => withLaterOff(shape[0], one));
  }
  if (typeof shape !== 'object' || shape === null || Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = { ...value };
  for (const [name, one] of Object.entries(shape)) {
    if (fields[name] === undefined && typeof one === 'boolean') fields[name] = false;
    else fields[name] = withLaterOff(one, fields[name]);
  }
  return fields;
}

function isLike<T>(shape: T, value: unknown): value is T {
  return difference(shape, value, '') === null;
}

/** Where a value is not built as an example is, or null. Lists are built as their first member is. */
function difference(shape: unknown, value: unknown, path: string): string | null {
  if (shape === null || value === null) {
    const isText = (one: unknown): boolean => one === null || typeof one === 'string';
    return isText(shape) && isText(value) ? null : `${path} is null`;
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${path} is no list`;
    if (shape.length === 0) return null;
    return first(value.map((one, index) => difference(shape[0], one, `${path}[${index}]`)));
  }
  if (typeof shape !== typeof value) return `${path} is no ${typeof shape}`;
  if (typeof shape !== 'object' || typeof value !== 'object') return null;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return first(
    Object.entries(shape).map(([name, one]) => difference(one, fields[name], `${path}.${name}`)),
  );
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
