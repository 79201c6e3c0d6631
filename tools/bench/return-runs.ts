// A master crashes, is replaced, and comes back from its own file as a master: for how long it
// takes writes that will be lost. A writer stays with it and notes what it acknowledges.

import { Connection } from '../../test/harness/connection.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { tookWritesMs, writeUntilRefused } from '../../test/harness/stray-writer.ts';
import type { PartResult, Sample } from './result.ts';
import { timeRows, timesOf } from './timed-runs.ts';

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
  const times = await timesOf(kinds, part.runs, async (kind) => {
    const takenMs = await measure(part, kind);
    progress(`${part.title}, ${kind}: writes for ${Math.round(takenMs)} ms`);
    return takenMs;
  });
  const samples = [...times].map(
    ([kind, values]): Sample => ({
      part: part.title,
      kind,
      values: { writableMs: values.join(' ') },
    }),
  );
  const rows = timeRows(part, { what: 'takes writes for', worstName: 'at most' }, times);
  return { rows, samples };
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
