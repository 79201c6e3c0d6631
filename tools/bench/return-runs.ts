// A master crashes, is replaced, and comes back from its own file as a master: for how long it
// takes writes that will be lost. A writer stays with it and notes what it acknowledges.

import { Connection } from '../../test/harness/connection.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { tookWritesMs, writeUntilRefused } from '../../test/harness/stray-writer.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median } from './statistics.ts';

export interface ReturnPart {
  readonly title: string;
  readonly runs: number;
  readonly downAfterMs: number;
  readonly worstTargetMs: number;
}

const GROUP_NAME = 'mymaster';
/** Longer than stock needs. */
const PATIENCE_MS = 60_000;

export async function runReturnPart(
  part: ReturnPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const times = new Map<SentinelKind, number[]>();
  for (const kind of kinds) {
    const ofKind: number[] = [];
    times.set(kind, ofKind);
    for (let run = 0; run < part.runs; run += 1) {
      const takenMs = await measure(part, kind);
      ofKind.push(takenMs);
      progress(`${part.title}, ${kind}: writes for ${Math.round(takenMs)} ms`);
    }
  }
  const samples = [...times].map(
    ([kind, values]): Sample => ({
      part: part.title,
      kind,
      values: { writableMs: values.join(' ') },
    }),
  );
  return { rows: rowsOf(part, times), samples };
}

async function measure(part: ReturnPart, kind: SentinelKind): Promise<number> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: GROUP_NAME, replicas: 2 });
    const quorum = await Quorum.start(sandbox, {
      kinds: [kind, kind, kind],
      groups: [group],
      downAfterMs: part.downAfterMs,
    });
    const old = group.node(group.masterPort);
    await old.crash();
    const newPort = await quorum.agreesOnNewMaster(group, group.masterPort);
    await Promise.all(
      group
        .others(newPort)
        .filter((node) => node !== old)
        .map((node) => node.follows(newPort)),
    );
    const written = writeUntilRefused(() => Connection.open(old.port), PATIENCE_MS);
    await old.restart();
    return tookWritesMs(await written);
  } finally {
    await sandbox.close();
  }
}

function rowsOf(part: ReturnPart, times: ReadonlyMap<SentinelKind, readonly number[]>): Row[] {
  const value = (of: (values: readonly number[]) => number, kind: SentinelKind): number => {
    const values = times.get(kind);
    return values === undefined || values.length === 0 ? Number.NaN : of(values);
  };
  const both = (of: (values: readonly number[]) => number) => ({
    stock: value(of, 'stock'),
    vedette: value(of, 'vedette'),
  });
  const what = { part: part.title, unit: 'ms' } as const;
  return [
    { ...what, what: 'takes writes for, median', ...both(median) },
    {
      ...{ ...what, what: 'takes writes for, at most' },
      ...both((values) => Math.max(...values)),
      target: { kind: 'at most', value: part.worstTargetMs },
    },
  ];
}
