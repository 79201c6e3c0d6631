// Runs targets on inputs that come from one seed, and says which failed. The same seed gives the
// same inputs, whatever else runs.

import { hashText, type Random, random } from '../../src/core/random.ts';
import { once, pick } from './chance.ts';
import { mutate } from './mutate.ts';
import type { Target } from './target.ts';

export interface FuzzOptions {
  readonly targets: readonly Target[];
  readonly seed: number;
  /** Of all targets together. */
  readonly inputs: number;
  /** Called now and then; false ends the run early. */
  readonly goOn?: (done: number) => boolean;
}

export interface Failure {
  readonly target: string;
  /** One character a byte. */
  readonly input: string;
  readonly reason: string;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly failures: readonly Failure[];
}

/** More than this many failures say nothing new. */
const FAILURES_MOST = 20;
const ASKED_EVERY = 1_000;

export function fuzz({ targets, seed, inputs, goOn = () => true }: FuzzOptions): FuzzResult {
  const failures: Failure[] = [];
  const sources = targets.map((target) => ({
    target,
    chance: random(seed ^ hashText(target.name)),
  }));
  let done = 0;
  while (done < inputs && failures.length < FAILURES_MOST) {
    if (done % ASKED_EVERY < sources.length && !goOn(done)) break;
    for (const { target, chance } of sources) {
      const input = inputOf(target, chance);
      const reason = reasonOf(target, input, chance);
      if (reason !== null) failures.push({ target: target.name, input, reason });
      done += 1;
    }
  }
  return { inputs: done, failures };
}

/** Why an input fails; null: it does not. */
export function reasonOf(target: Target, input: string, chance: Random): string | null {
  try {
    target.check(input, chance);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function inputOf(target: Target, chance: Random): string {
  const generated = once(chance, 2) ? target.generate(chance) : pick(chance, target.seeds);
  if (once(chance, 5)) return generated;
  return mutate(chance, generated, { words: target.words, other: pick(chance, target.seeds) });
}
