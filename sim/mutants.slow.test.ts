// The checkers are tested themselves: every mutant of the core must be caught within so many seeds,
// by a checker that knows what it is looking at.

import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { after, describe, test } from 'node:test';
import { breed } from './mutants/breed.ts';
import type { Mutant } from './mutants/mutant.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { runSeeds } from './pool.ts';
import type { RunResult } from './simulate.ts';

const SEEDS = 500;

const caught: string[] = [];

/** Several at once, each on one thread: none starts threads that another would have had to end, and
 *  what is found is the finding of the lowest seed. */
describe('a checker catches the mutant', { concurrency: availableParallelism() }, () => {
  for (const mutant of MUTANTS) test(mutant.name, () => assertCaught(mutant));
});

async function assertCaught(mutant: Mutant): Promise<void> {
  const bred = breed(mutant);
  const findings: RunResult[] = [];
  try {
    await runSeeds({
      firstSeed: mutant.firstSeed ?? 1,
      count: SEEDS,
      threads: 1,
      twiceEvery: 0,
      directed: mutant.directed ?? {},
      worker: bred.worker,
      onResult(result) {
        if (result.finding !== null) findings.push(result);
        return result.finding === null;
      },
    });
  } finally {
    bred.remove();
  }
  const [first] = findings;
  assert.ok(first?.finding, `not caught in ${SEEDS} seeds`);
  const { checker, text } = first.finding;
  assert.ok(mutant.caughtBy.includes(checker), `caught by ${checker}: ${text}`);
  caught.push(`${mutant.name}: seed ${first.seed}, ${checker}`);
}

after(() => process.stdout.write(`# ${caught.join('\n# ')}\n`));
