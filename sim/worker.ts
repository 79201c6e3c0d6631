// One thread of many: takes seeds, gives back what became of them.

import { parentPort } from 'node:worker_threads';
import type { Directed } from './options.ts';
import type { RunResult } from './simulate.ts';
import { simulate } from './simulate.ts';

export interface SeedTask {
  readonly seed: number;
  /** Run it again and compare: chance must not come from anywhere but the seed. */
  readonly twice: boolean;
  readonly directed: Directed;
}

function run({ seed, twice, directed }: SeedTask): RunResult {
  const result = simulate(seed, false, directed);
  if (!twice || result.finding !== null) return result;
  const again = simulate(seed, false, directed);
  if (again.hash === result.hash) return result;
  const text = `the first run has the hash ${result.hash}, the second ${again.hash}`;
  return { ...result, finding: { checker: 'same seed, same trace', text } };
}

parentPort?.on('message', (task: SeedTask) => parentPort?.postMessage(run(task)));
