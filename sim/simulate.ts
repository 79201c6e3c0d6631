// One run: a seed becomes options, options a cluster; a safety phase in which anything may go wrong
// and nothing wrong may be done, a healed phase that must come to an agreement, and a last
// failover.

import { agreementBoundMs, disagreement } from './checkers/agreement.ts';
import { allCheckers } from './checkers/index.ts';
import { Cluster } from './cluster.ts';
import { type Counts, Coverage } from './coverage.ts';
import { FactBook } from './facts.ts';
import { FaultSchedule } from './fault-schedule.ts';
import { FAULTS } from './faults/index.ts';
import { lastAct } from './last-act.ts';
import { loseWholeGroup } from './lost-group.ts';
import { narrator } from './narrator.ts';
import type { Finding } from './observer.ts';
import { drawOptions, type RunOptions } from './options.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

export interface RunResult {
  readonly seed: number;
  /** null: nothing was found wrong. */
  readonly finding: Finding | null;
  /** Equal for two runs that went the same way. */
  readonly hash: string;
  readonly counts: Counts;
  readonly faultCount: number;
  /** Virtual time, and how much of it the healed phase took. */
  readonly virtualMs: number;
  readonly healingMs: number;
  /** How long the last failover took beyond down-after; null: there was none. */
  readonly lastFailoverMs: number | null;
  readonly events: number;
  /** Only when they were asked for. */
  readonly lines: readonly string[];
}

const LOOK_MS = 500;
/** Agreement that does not last is none. */
const LASTING_MS = 3_000;

export function simulate(seed: number, keepLines: boolean): RunResult {
  const random = new Random(seed);
  const options = drawOptions(random, faultNames());
  const world = new World(new Trace(keepLines));
  const coverage = new Coverage();
  const cluster = new Cluster(world, random, options);
  const schedule = new FaultSchedule(cluster, random.fork(), FAULTS);
  describe(world, seed, options);
  watch(cluster, coverage);
  const { healedAtMs, lastFailoverMs } = attempt(cluster, schedule);
  for (const writer of cluster.writers) {
    coverage.add('client writes acknowledged', writer.acknowledged);
    coverage.add('client writes lost', writer.lost);
  }
  return {
    seed,
    finding: cluster.witness.finding,
    hash: world.trace.hash,
    counts: coverage.counts,
    faultCount: schedule.count,
    virtualMs: world.nowMs,
    healingMs: world.nowMs - healedAtMs,
    lastFailoverMs,
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
function attempt(cluster: Cluster, schedule: FaultSchedule): Course {
  const { world, witness, options } = cluster;
  let healedAtMs = Number.POSITIVE_INFINITY;
  let lastFailoverMs: number | null = null;
  try {
    cluster.start();
    schedule.start();
    world.runUntil(options.safetyMs);
    while (!schedule.hasEnough && witness.finding === null) world.runUntil(world.nowMs + LOOK_MS);
    healedAtMs = world.nowMs;
    if (witness.finding === null) heal(cluster, schedule);
    if (witness.finding === null && options.losesGroup) {
      const problem = loseWholeGroup(cluster);
      if (problem !== null) witness.complain({ checker: 'agreement', text: problem });
      if (witness.finding === null) heal(cluster, schedule);
    }
    if (witness.finding === null) lastFailoverMs = lastAct(cluster);
    if (lastFailoverMs === null) {
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
    const wrong = disagreement(cluster);
    if (wrong === null) agreedSinceMs ??= world.nowMs;
    else agreedSinceMs = null;
    if (agreedSinceMs !== null && world.nowMs - agreedSinceMs >= LASTING_MS) break;
    if (wrong !== null && world.nowMs > untilMs) {
      witness.complain({ checker: 'agreement', text: wrong });
    }
  }
  if (witness.finding !== null) return;
  world.note('phase', '#', 'agreed');
  witness.agreed();
}

function describe(world: World, seed: number, options: RunOptions): void {
  const { sentinelCount, groups, faults } = options;
  world.note('run', '#', `seed ${seed}: ${sentinelCount} Vedettes, faults ${faults.join(' ')}`);
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
