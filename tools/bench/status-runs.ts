// What `vedette status` takes on three Sentinels with many groups, beyond the start of Node itself:
// each run is a process of its own, as a person starts it.

import { spawnSync } from 'node:child_process';
import { nowMs } from '../../test/harness/clock.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { ModelProcess } from './model-process.ts';
import { startModelQuorum } from './model-quorum.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median, worst } from './statistics.ts';

export interface StatusPart {
  readonly title: string;
  readonly groups: number;
  readonly runs: number;
  readonly targetMs: number;
}

const DOWN_AFTER_MS = 30_000;
const FAILOVER_TIMEOUT_MS = 180_000;
const ENDS_WITHIN_MS = 30_000;
/** The first ones read the disk. */
const WARM_UPS = 3;

export async function runStatusPart(
  part: StatusPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const { title, targetMs } = part;
  const times: Record<SentinelKind, readonly number[]> = { stock: [], vedette: [] };
  for (const kind of kinds) {
    times[kind] = await measure(part, kind);
    const { length } = times[kind];
    progress(`${title}: ${kind}: ${length} runs, ${median(times[kind]).toFixed(0)} ms`);
  }
  const row = (what: string, by: (values: readonly number[]) => number): Row => {
    return { part: title, what, unit: 'ms', stock: by(times.stock), vedette: by(times.vedette) };
  };
  const target = { kind: 'at most', value: targetMs } as const;
  const rows = [{ ...row('beyond the start of Node', median), target }, row('worst', worst)];
  const samples = kinds.flatMap((kind) =>
    times[kind].map((beyondMs): Sample => ({ part: title, kind, values: { beyondMs } })),
  );
  return { rows, samples };
}

async function measure(
  { groups: count, runs }: StatusPart,
  kind: SentinelKind,
): Promise<readonly number[]> {
  const sandbox = new Sandbox();
  try {
    const { groups } = await ModelProcess.start(sandbox, count);
    const timing = { downAfterMs: DOWN_AFTER_MS, failoverTimeoutMs: FAILOVER_TIMEOUT_MS };
    const [first] = await startModelQuorum(sandbox, { kind, groups, ...timing });
    const status = ['bin/vedette', 'status', '--sentinels', `127.0.0.1:${first?.port}`];
    const nothing = ['-e', '0'];
    for (let each = 0; each < WARM_UPS; each += 1) timeOf(status);
    // In turn, so that both meet the same machine.
    const pairs = Array.from({ length: runs }, () => [timeOf(nothing), timeOf(status)] as const);
    const start = median(pairs.map(([startMs]) => startMs));
    return pairs.map(([, statusMs]) => statusMs - start);
  } finally {
    await sandbox.close();
  }
}

/** Milliseconds until the process has ended. */
function timeOf(words: readonly string[]): number {
  const startMs = nowMs();
  const { status, stderr } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    timeout: ENDS_WITHIN_MS,
  });
  // 1: there are warnings.
  if (status !== 0 && status !== 1) throw new Error(`${words.join(' ')}: ${status}: ${stderr}`);
  return nowMs() - startMs;
}
