// `npm run sim`: the trace of one seed or of a run that was kept, or a table of many seeds. What
// fails is shrunk to the fewest faults and kept. Ends with 1 when a seed failed, or when so many
// seeds were run that all should have been covered and something was not.

import { readFileSync } from 'node:fs';
import { addCounts } from './coverage.ts';
import { keepPlan, planOf, readPlan } from './kept.ts';
import { runSeeds } from './pool.ts';
import {
  coverageText,
  failureText,
  legendText,
  progressText,
  shrunkText,
  summaryText,
  type Totals,
  uncovered,
} from './report.ts';
import { shrink } from './shrink.ts';
import { play, type RunResult, simulate } from './simulate.ts';
import { readWords, USAGE, type Wanted } from './words.ts';

/** From so many seeds on every row of the coverage has to be there. */
const SEEDS_THAT_COVER = 500;
/** Of many seeds one in so many is run twice. */
const TWICE_EVERY = 10;
/** The rest of what failed is only counted. */
const MOST_SHOWN = 20;
/** Of what is shown so much is shrunk, which takes some hundred runs each, and kept. */
const MOST_SHRUNK = 3;
const MINUTE_MS = 60_000;

function showOne(result: RunResult): void {
  say([legendText(), ...result.lines].join('\n'));
  if (result.finding !== null) fail(failureText(result));
  else say(`seed ${result.seed} holds; hash ${result.hash}`);
}

function showSeed({ seed, twice }: Wanted): void {
  const result = simulate(seed, true);
  showOne(result);
  if (result.finding !== null) shrinkAndKeep(result);
  if (!twice) return;
  const again = simulate(seed, false);
  if (again.hash !== result.hash) fail(`the second run has the hash ${again.hash}`);
}

async function showMany({ seed, runs, minutes, twice }: Wanted): Promise<void> {
  const totals: Totals = { ...NOTHING, lastFailoversMs: [], counts: {} };
  const startMs = performance.now();
  const untilMs = minutes === null ? Number.POSITIVE_INFINITY : startMs + minutes * MINUTE_MS;
  const failures: RunResult[] = [];
  const watch = setInterval(() => {
    process.stderr.write(`${progressText(totals, performance.now() - startMs)}\n`);
  }, MINUTE_MS);
  const interrupted = { yes: false };
  process.once('SIGINT', () => {
    interrupted.yes = true;
  });
  await runSeeds({
    firstSeed: seed,
    count: runs,
    twiceEvery: twice ? 1 : TWICE_EVERY,
    worker: new URL('./worker.js', import.meta.url),
    onResult(result) {
      add(totals, result);
      if (result.finding !== null && totals.failed <= MOST_SHOWN) fail(failureText(result));
      if (result.finding !== null && failures.length < MOST_SHRUNK) failures.push(result);
      return performance.now() < untilMs && !interrupted.yes;
    },
  });
  clearInterval(watch);
  const elapsedMs = performance.now() - startMs;
  if (totals.failed > MOST_SHOWN) fail(`and ${totals.failed - MOST_SHOWN} more failed`);
  for (const failure of failures) shrinkAndKeep(failure);
  say(coverageText(totals.counts));
  // They are taken in order, and each that was taken is finished.
  if (totals.runs < runs)
    say(`seeds ${seed} to ${seed + totals.runs - 1}; go on with --seed ${seed + totals.runs}`);
  say(summaryText(totals, elapsedMs));
  if (totals.runs < SEEDS_THAT_COVER) return;
  for (const row of uncovered(totals.counts)) fail(`never happened: ${row}`);
}

function shrinkAndKeep(result: RunResult): void {
  const checker = result.finding?.checker;
  const failsSo = (one: RunResult): boolean => one.finding?.checker === checker;
  const plan = planOf(result);
  if (!failsSo(play(plan, false))) {
    return say(`seed ${plan.seed}: played again as a plan it does not fail so; it is not shrunk`);
  }
  const shrunk = shrink(plan, (fewer) => failsSo(play(fewer, false)));
  const file = keepPlan(shrunk, `${checker}: ${result.finding?.text}`);
  say(shrunkText(plan, shrunk, file));
}

const NOTHING = { runs: 0, failed: 0, faults: 0, virtualMs: 0, healingMs: 0 };

function add(totals: Totals, result: RunResult): void {
  totals.runs += 1;
  totals.failed += result.finding === null ? 0 : 1;
  totals.faults += result.faults.length;
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
else if (wanted.replay !== null) showOne(play(readPlan(readFileSync(wanted.replay, 'utf8')), true));
else if (wanted.runs === 1) showSeed(wanted);
else await showMany(wanted);
