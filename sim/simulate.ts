// One run: a seed becomes options, options a cluster; a safety phase in which anything may go wrong
// and nothing wrong may be done, a healed phase that must come to an agreement, and a last
// failover.

import { agreementBoundMs, disagreement, stockDisagreement } from './checkers/agreement.ts';
import { allCheckers } from './checkers/index.ts';
import { Cluster } from './cluster.ts';
import { type Counts, Coverage } from './coverage.ts';
import { FactBook } from './facts.ts';
import { FaultSchedule } from './fault-schedule.ts';
import { FAULTS } from './faults/index.ts';
import { bringStraysBack } from './faults/operator.ts';
import { bringForgottenBack } from './faults/orders.ts';
import { forgetGhosts, haunt } from './ghosts.ts';
import { lastAct } from './last-act.ts';
import { loseWholeGroup } from './lost-group.ts';
import { narrator } from './narrator.ts';
import type { Finding } from './observer.ts';
import { type Directed, directedOptions, drawOptions, type RunOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

export interface RunResult extends Plan {
  /** null: nothing was found wrong. */
  readonly finding: Finding | null;
  /** Equal for two runs that went the same way. */
  readonly hash: string;
  readonly counts: Counts;
  /** Virtual time, and how much of it the healed phase took. */
  readonly virtualMs: number;
  readonly healingMs: number;
  /** How long the last failover took beyond down-after; null: there was none, or stock was there. */
  readonly lastFailoverMs: number | null;
  readonly events: number;
  /** Only when they were asked for. */
  readonly lines: readonly string[];
}

const LOOK_MS = 500;
/** Agreement that does not last is none. */
const LASTING_MS = 3_000;

/** A run whose options and faults are drawn from its seed, but for what is directed. */
export function simulate(seed: number, keepLines: boolean, directed: Directed = {}): RunResult {
  const drawn = drawOptions(generator(seed, 'options'), faultNames());
  return run(seed, directedOptions(drawn, directed), { keepLines, plan: null });
}

/** A run that is planned. Where the plan is that of a run, it goes as that went. */
export function play(plan: Plan, keepLines: boolean): RunResult {
  return run(plan.seed, plan.options, { keepLines, plan });
}

/** What is drawn for one purpose does not change what is drawn for another. */
function generator(seed: number, purpose: keyof typeof PURPOSES): Random {
  return new Random(new Random(seed).next() ^ PURPOSES[purpose]);
}

const PURPOSES = { options: 1, cluster: 2, faults: 3, ghosts: 4 } as const;

interface How {
  readonly keepLines: boolean;
  /** null: faults are drawn. */
  readonly plan: Plan | null;
}

function run(seed: number, options: RunOptions, { keepLines, plan }: How): RunResult {
  const world = new World(new Trace(keepLines));
  const coverage = new Coverage();
  const cluster = new Cluster(world, generator(seed, 'cluster'), options);
  const schedule = new FaultSchedule(cluster, FAULTS);
  describe(world, seed, options);
  watch(cluster, coverage);
  if (plan === null) schedule.draw(generator(seed, 'faults'));
  else schedule.follow(plan.faults);
  const exorcise = options.hasGhosts ? haunt(cluster, generator(seed, 'ghosts')) : () => {};
  const course = { healAtMs: plan?.healAtMs ?? null, exorcise };
  const { healedAtMs, lastFailoverMs } = attempt(cluster, schedule, course);
  for (const writer of cluster.writers) {
    coverage.add('client writes acknowledged', writer.acknowledged);
    coverage.add('client writes lost', writer.lost);
  }
  return {
    seed,
    options,
    faults: schedule.begun,
    healAtMs: Math.max(healedAtMs, options.safetyMs),
    finding: cluster.witness.finding,
    hash: world.trace.hash,
    counts: coverage.counts,
    virtualMs: world.nowMs,
    healingMs: world.nowMs - healedAtMs,
    // What stock takes is not ours to measure.
    lastFailoverMs: options.stockCount === 0 ? lastFailoverMs : null,
    events: world.events,
    lines: world.trace.lines,
  };
}

export function faultNames(): readonly string[] {
  return FAULTS.map(({ name }) => name);
}

function watch(cluster: Cluster, coverage: Coverage): void {
  const { witness, world } = cluster;
  const facts = new FactBook();
  const checkers = allCheckers(facts).map(({ name, watch }) =>
    watch(cluster, (text) => witness.complain({ checker: name, text })),
  );
  witness.watch([narrator(world), coverage.observer(), facts, ...checkers]);
}

interface Course {
  readonly healedAtMs: number;
  readonly lastFailoverMs: number | null;
}

/** Plays all phases. What the core throws is a finding too. */
function attempt(
  cluster: Cluster,
  schedule: FaultSchedule,
  { healAtMs, exorcise }: { readonly healAtMs: number | null; exorcise(): void },
): Course {
  const { world, witness, options } = cluster;
  let healedAtMs = Number.POSITIVE_INFINITY;
  let lastFailoverMs: number | null = null;
  try {
    cluster.start();
    world.runUntil(healAtMs ?? options.safetyMs);
    while (healAtMs === null && !schedule.hasEnough && witness.finding === null) {
      world.runUntil(world.nowMs + LOOK_MS);
    }
    healedAtMs = world.nowMs;
    exorcise();
    if (witness.finding === null) heal(cluster, schedule);
    if (witness.finding === null && options.losesGroup) {
      const problem = loseWholeGroup(cluster);
      if (problem !== null) witness.complain({ checker: 'agreement', text: problem });
      if (witness.finding === null) heal(cluster, schedule);
    }
    // Where stock is at odds with the others, it may keep them from electing anybody.
    const isJudged = stockDisagreement(cluster) === null;
    if (witness.finding === null && isJudged) lastFailoverMs = lastAct(cluster);
    if (lastFailoverMs === null && isJudged) {
      witness.complain({ checker: 'agreement', text: 'the last master was not replaced' });
    }
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    witness.complain({ checker: 'no exception', text });
  }
  return { healedAtMs: Math.min(healedAtMs, world.nowMs), lastFailoverMs };
}

function heal(cluster: Cluster, schedule: FaultSchedule): void {
  const { world, witness } = cluster;
  world.note('phase', '#', 'everything is healed');
  schedule.end();
  const untilMs = world.nowMs + agreementBoundMs(cluster);
  let agreedSinceMs: number | null = null;
  while (witness.finding === null) {
    world.runUntil(world.nowMs + LOOK_MS);
    bringStraysBack(cluster);
    bringForgottenBack(cluster);
    forgetGhosts(cluster);
    const isLate = world.nowMs > untilMs;
    const wrong = disagreement(cluster) ?? (isLate ? null : stockDisagreement(cluster));
    if (wrong === null) agreedSinceMs ??= world.nowMs;
    else agreedSinceMs = null;
    if (agreedSinceMs !== null && world.nowMs - agreedSinceMs >= LASTING_MS) break;
    if (wrong !== null && world.nowMs > untilMs + LASTING_MS) {
      witness.complain({ checker: 'agreement', text: wrong });
    }
  }
  if (witness.finding !== null) return;
  world.note('phase', '#', 'agreed');
  witness.agreed();
}

function describe(world: World, seed: number, options: RunOptions): void {
  const { sentinelCount, stockCount, groups, faults } = options;
  const fleet = `${sentinelCount - stockCount} Vedettes, ${stockCount} stock Sentinels`;
  world.note('run', '#', `seed ${seed}: ${fleet}, faults ${faults.join(' ')}`);
  world.note(
    'run',
    '#',
    `delay up to ${options.maxDelayMs} ms, writes up to ${options.maxWriteMs} ms, a fault each ${options.faultPeriodMs} ms`,
  );
  for (const group of groups) {
    const { name, quorum, downAfterMs, failoverTimeoutMs, parallelSyncs } = group;
    const timing = `down-after ${downAfterMs} failover-timeout ${failoverTimeoutMs}`;
    const nodes = group.nodes.map(({ priority, isPersistent, isConfigReadOnly, refusedCommands }) =>
      [
        String(priority),
        ...(isPersistent ? [] : ['volatile']),
        ...(isConfigReadOnly ? ['read-only'] : []),
        ...refusedCommands.map((command) => `no ${command}`),
      ].join(' '),
    );
    const text = `${name}: quorum ${quorum} ${timing} parallel-syncs ${parallelSyncs}`;
    world.note('run', '#', `${text}, nodes ${nodes.join(' / ')}`);
  }
}
