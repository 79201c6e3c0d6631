// `npm run sim -- --seed N [--runs K] [--twice]`: the trace of one seed, or a table of many. Ends
// with 1 when a seed failed, or when so many seeds were run that all should have been covered and
// something was not.

import { addCounts } from './coverage.ts';
import { runSeeds } from './pool.ts';
import {
  coverageText,
  failureText,
  legendText,
  summaryText,
  type Totals,
  uncovered,
} from './report.ts';
import { type RunResult, simulate } from './simulate.ts';

/** From so many seeds on every row of the coverage has to be there. */
const SEEDS_THAT_COVER = 500;
/** Of many seeds one in so many is run twice. */
const TWICE_EVERY = 10;
/** The rest of what failed is only counted. */
const MOST_SHOWN = 20;
const USAGE = 'Usage: npm run sim -- [--seed N] [--runs K] [--twice]';

interface Wanted {
  seed: number;
  runs: number;
  twice: boolean;
}

function readWords(words: readonly string[]): Wanted | null {
  const wanted: Wanted = { seed: 1, runs: 1, twice: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--twice') wanted.twice = true;
    else if (word === '--seed' || word === '--runs') {
      const value = Number(words[++i]);
      if (!Number.isSafeInteger(value) || value < (word === '--runs' ? 1 : 0)) return null;
      wanted[word === '--seed' ? 'seed' : 'runs'] = value;
    } else return null;
  }
  return wanted;
}

function showOne({ seed, twice }: Wanted): void {
  const result = simulate(seed, true);
  say([legendText(), ...result.lines].join('\n'));
  if (result.finding !== null) fail(failureText(result));
  else say(`seed ${seed} holds; hash ${result.hash}`);
  if (!twice) return;
  const again = simulate(seed, false);
  if (again.hash !== result.hash) fail(`the second run has the hash ${again.hash}`);
}

async function showMany({ seed, runs, twice }: Wanted): Promise<void> {
  const totals: Totals = { ...NOTHING, lastFailoversMs: [], counts: {} };
  const startMs = performance.now();
  await runSeeds({
    firstSeed: seed,
    count: runs,
    twiceEvery: twice ? 1 : TWICE_EVERY,
    worker: new URL('./worker.js', import.meta.url),
    onResult(result) {
      add(totals, result);
      if (result.finding !== null && totals.failed <= MOST_SHOWN) fail(failureText(result));
      return true;
    },
  });
  say(coverageText(totals.counts));
  if (totals.failed > MOST_SHOWN) fail(`and ${totals.failed - MOST_SHOWN} more failed`);
  say(summaryText(totals, performance.now() - startMs));
  if (runs < SEEDS_THAT_COVER) return;
  for (const row of uncovered(totals.counts)) fail(`never happened: ${row}`);
}

const NOTHING = { runs: 0, failed: 0, faults: 0, virtualMs: 0, healingMs: 0 };

function add(totals: Totals, result: RunResult): void {
  totals.runs += 1;
  totals.failed += result.finding === null ? 0 : 1;
  totals.faults += result.faultCount;
  totals.virtualMs += result.virtualMs;
  totals.healingMs += result.healingMs;
  if (result.lastFailoverMs !== null) totals.lastFailoversMs.push(result.lastFailoverMs);
  addCounts(totals.counts, result.counts);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(text: string): void {
  say(text);
  process.exitCode = 1;
}

const wanted = readWords(process.argv.slice(2));
if (wanted === null) fail(USAGE);
else if (wanted.runs === 1) showOne(wanted);
else await showMany(wanted);
