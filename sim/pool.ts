// Runs many seeds on all cores. Results come as they are ready; who has seen enough says so.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Directed } from './options.ts';
import type { RunResult } from './simulate.ts';
import type { SeedTask } from './worker.ts';

export interface PoolOptions {
  readonly firstSeed: number;
  readonly count: number;
  /** Every so many seeds one is run twice; 0: none. */
  readonly twiceEvery: number;
  /** The compiled worker to run: another one for a mutant. */
  readonly worker: URL;
  readonly threads?: number;
  readonly directed?: Directed;
  /** False: enough, take no more seeds. */
  onResult(result: RunResult): boolean;
}

/** Ends when all seeds are done, or soon after one that was enough. */
export async function runSeeds(options: PoolOptions): Promise<void> {
  const tasks = new Tasks(options);
  const threads = Math.min(options.threads ?? availableParallelism(), options.count);
  await Promise.all(Array.from({ length: threads }, () => runThread(options, tasks)));
}

class Tasks {
  readonly #options: PoolOptions;
  #given = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  next(): SeedTask | null {
    const { firstSeed, count, twiceEvery, directed = {} } = this.#options;
    if (this.#given >= count) return null;
    const index = this.#given++;
    const twice = twiceEvery > 0 && index % twiceEvery === 0;
    return { seed: firstSeed + index, twice, directed };
  }

  end(): void {
    this.#given = this.#options.count;
  }
}

function runThread(options: PoolOptions, tasks: Tasks): Promise<void> {
  const worker = new Worker(options.worker);
  return new Promise<void>((resolve, reject) => {
    const next = (): void => {
      const task = tasks.next();
      if (task === null) resolve();
      else worker.postMessage(task);
    };
    worker.on('message', (result: RunResult) => {
      if (!options.onResult(result)) tasks.end();
      next();
    });
    worker.on('error', reject);
    next();
  }).finally(() => worker.terminate());
}
