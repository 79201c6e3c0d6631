// The loss of one master on real servers, again and again, stock and Vedette in turn so that both
// meet the same machine. Every run has processes of its own and strikes at a random moment of
// their periods.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from '../../test/harness/clock.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { Takeover } from '../../test/harness/takeover.ts';
import type { PartResult, Row, Sample, Target } from './result.ts';
import { median, worst } from './statistics.ts';

export interface TakeoverPart {
  readonly title: string;
  readonly blow: 'crash' | 'hang';
  readonly sentinels: number;
  readonly replicas: number;
  readonly downAfterMs: number;
  readonly runs: number;
  readonly targets: { readonly median?: number; readonly worst?: number; readonly told?: number };
}

const WRITABLE_WITHIN_MS = 120_000;
const FOLLOWING_WITHIN_MS = 60_000;
/** The longest of the Sentinels' periods between probes. */
const STRIKE_SPREAD_MS = 1_000;
const GROUP_NAME = 'mymaster';

/** What one run gave, in milliseconds; null: it did not happen in time. */
interface TakeoverTimes {
  /** From the blow, less down-after, until a client that asks the Sentinels where the master is
   *  could write there: what users mean by having a master. */
  readonly clientMs: number | null;
  /** The same until some node accepted a write, known to the Sentinels' clients or not. */
  readonly writableMs: number | null;
  /** From the promotion until the last other replica had its new master's address. */
  readonly toldMs: number | null;
  /** From the blow, less down-after, until all of them were connected to it. */
  readonly followingMs: number | null;
}

export async function runTakeoverPart(
  part: TakeoverPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const times: Record<SentinelKind, TakeoverTimes[]> = { stock: [], vedette: [] };
  for (let run = 1; run <= part.runs; run += 1) {
    for (const kind of kinds) {
      const result = await runOnce(part, kind);
      times[kind].push(result);
      progress(`${part.title}: run ${run} of ${part.runs}, ${kind}: ${shortText(result)}`);
    }
  }
  const samples = kinds.flatMap((kind) =>
    times[kind].map((values): Sample => ({ part: part.title, kind, values: { ...values } })),
  );
  return { rows: rowsOf(part, times), samples };
}

async function runOnce(part: TakeoverPart, kind: SentinelKind): Promise<TakeoverTimes> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: GROUP_NAME, replicas: part.replicas });
    const quorum = await Quorum.start(sandbox, {
      kinds: Array.from({ length: part.sentinels }, () => kind),
      groups: [group],
      quorum: Math.floor(part.sentinels / 2) + 1,
      downAfterMs: part.downAfterMs,
      parallelSyncs: part.replicas,
    });
    return await strike(part, group, quorum);
  } finally {
    await sandbox.close();
  }
}

async function strike(part: TakeoverPart, group: Group, quorum: Quorum): Promise<TakeoverTimes> {
  const oldPort = group.masterPort;
  const takeover = Takeover.start({
    groupName: GROUP_NAME,
    oldPort,
    nodePorts: group.others(oldPort).map(({ port }) => port),
    sentinelPorts: quorum.sentinels.map(({ port }) => port),
  });
  try {
    await pause(STRIKE_SPREAD_MS * (1 + Math.random()));
    const master = group.node(oldPort);
    const struckMs = nowMs();
    if (part.blow === 'hang') master.hang();
    else await master.crash();
    await takeover.writable(WRITABLE_WITHIN_MS).catch(() => {});
    await takeover.following(FOLLOWING_WITHIN_MS).catch(() => {});
    return timesOf(takeover, struckMs, part.downAfterMs);
  } finally {
    await takeover.end();
  }
}

function timesOf(takeover: Takeover, struckMs: number, downAfterMs: number): TakeoverTimes {
  const sinceDue = (momentMs: number | null): number | null =>
    momentMs === null ? null : momentMs - struckMs - downAfterMs;
  const { newMaster, nodes } = takeover;
  const others = nodes.filter((node) => node !== newMaster);
  const promotedMs = newMaster?.writableMs ?? null;
  const toldMs = latest(others.map((node) => node.toldMs));
  return {
    clientMs: sinceDue(takeover.clientWroteMs),
    writableMs: sinceDue(promotedMs),
    toldMs: toldMs === null || promotedMs === null ? null : toldMs - promotedMs,
    followingMs: sinceDue(latest(others.map((node) => node.followsMs))),
  };
}

/** null if one of them has not come. */
function latest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === moments.length && known.length > 0 ? Math.max(...known) : null;
}

function rowsOf(
  part: TakeoverPart,
  times: Readonly<Record<SentinelKind, readonly TakeoverTimes[]>>,
): Row[] {
  const { targets } = part;
  const row = (options: {
    readonly what: string;
    readonly of: keyof TakeoverTimes;
    readonly by: (values: readonly number[]) => number;
    readonly target?: number | undefined;
  }): Row => {
    const value = (kind: SentinelKind): number => {
      const all = times[kind].map((each) => each[options.of]);
      return options.by(all.map((each) => each ?? Number.POSITIVE_INFINITY));
    };
    const base = { part: part.title, what: options.what, unit: 'ms' as const };
    const measured = { ...base, stock: value('stock'), vedette: value('vedette') };
    return options.target === undefined
      ? measured
      : { ...measured, target: atMost(options.target) };
  };
  return [
    row({ what: 'no writable master, median', of: 'clientMs', by: median, target: targets.median }),
    row({ what: 'no writable master, worst', of: 'clientMs', by: worst, target: targets.worst }),
    row({ what: 'the promoted node itself, median', of: 'writableMs', by: median }),
    row({ what: 'replicas told after the promotion, median', of: 'toldMs', by: median }),
    row({
      what: 'replicas told after the promotion, worst',
      of: 'toldMs',
      by: worst,
      target: targets.told,
    }),
    row({ what: 'all replicas follow, median', of: 'followingMs', by: median }),
  ];
}

function atMost(value: number): Target {
  return { kind: 'at most', value };
}

function shortText(times: TakeoverTimes): string {
  const shown = (value: number | null): string =>
    value === null ? 'never' : `${Math.round(value)} ms`;
  return `writable ${shown(times.clientMs)}, following ${shown(times.followingMs)}`;
}
