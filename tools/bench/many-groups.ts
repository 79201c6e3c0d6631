// The loss of the masters of many groups at once: how long until each group has a new one. On model
// nodes; the moment is that at which a node was made a master, as it would accept writes then.

import { setTimeout as pause } from 'node:timers/promises';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { Sentinel, SentinelKind } from '../../test/harness/sentinel.ts';
import { until } from '../../test/harness/wait.ts';
import { ModelProcess } from './model-process.ts';
import { startModelQuorum } from './model-quorum.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median, worst } from './statistics.ts';

export interface ManyGroupsPart {
  readonly title: string;
  readonly groups: number;
  readonly downAfterMs: number;
  /** Stock tries a lost election again after twice that time. */
  readonly failoverTimeoutMs: number;
  readonly lastTargetMs: number;
}

const GIVE_UP_AFTER_MS = 120_000;
const SETTLE_MS = 5_000;
/** What says why it took as long as it did. */
const TELLING_EVENTS = ['+try-failover', '-failover-abort-not-elected', '+switch-master', '+tilt'];

export async function runManyGroups(
  part: ManyGroupsPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const times: Record<SentinelKind, readonly number[]> = { stock: [], vedette: [] };
  for (const kind of kinds) {
    times[kind] = await loseAllMasters({ ...part, kind, progress });
  }
  const row = (what: string, by: (values: readonly number[]) => number): Row => {
    const { title } = part;
    return { part: title, what, unit: 'ms', stock: by(times.stock), vedette: by(times.vedette) };
  };
  const rows = [
    row('half of the groups writable', median),
    { ...row('the last group writable', worst), target: lastTarget(part) },
  ];
  const samples = kinds.flatMap((kind) =>
    times[kind].map((writableMs): Sample => ({ part: part.title, kind, values: { writableMs } })),
  );
  return { rows, samples };
}

function lastTarget(part: ManyGroupsPart): { readonly kind: 'at most'; readonly value: number } {
  return { kind: 'at most', value: part.lastTargetMs };
}

/** Per group: milliseconds from the crash, less down-after, until it was writable. */
async function loseAllMasters(
  part: ManyGroupsPart & {
    readonly kind: SentinelKind;
    readonly progress: (text: string) => void;
  },
): Promise<readonly number[]> {
  const sandbox = new Sandbox();
  try {
    const model = await ModelProcess.start(sandbox, part.groups);
    const { groups } = model;
    const sentinels = await startModelQuorum(sandbox, { ...part, groups });
    await pause(SETTLE_MS);
    const crashedMs = await model.crashMasters();
    await until(
      'all groups to be writable',
      () => groups.every((group) => model.writableMs(group) !== undefined) || undefined,
      { withinMs: GIVE_UP_AFTER_MS, everyMs: 20 },
    ).catch(() => {});
    part.progress(`${part.title}: ${part.kind}: ${countOf(sentinels, TELLING_EVENTS)}`);
    return groups.map((group) => {
      const writableMs = model.writableMs(group);
      if (writableMs === undefined) return Number.POSITIVE_INFINITY;
      return writableMs - crashedMs - part.downAfterMs;
    });
  } finally {
    await sandbox.close();
  }
}

/** How often all of them together announced each event. */
function countOf(sentinels: readonly Sentinel[], names: readonly string[]): string {
  const seen = sentinels.flatMap((sentinel) => sentinel.events.seen);
  const counts = names.map(
    (name) => `${seen.filter((event) => event.name === name).length} ${name}`,
  );
  return counts.join(', ');
}
