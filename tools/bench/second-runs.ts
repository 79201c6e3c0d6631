// The promoted replica dies in the moment of its promotion, and one Sentinel is alone: how long
// until the other replica takes writes. A stock Sentinel waits for the dead one for ever.

import { nowMs } from '../../test/harness/clock.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { expect, until } from '../../test/harness/wait.ts';
import type { PartResult, Sample } from './result.ts';
import { timeRows, timesOf } from './timed-runs.ts';

export interface SecondPart {
  readonly title: string;
  readonly runs: number;
  readonly downAfterMs: number;
  /** Beyond down-after, from the death of the promoted replica on. */
  readonly worstTargetMs: number;
}

const GROUP_NAME = 'mymaster';
const PATIENCE_MS = 20_000;
const MOMENTS = ['+selected-slave', '+promoted-slave'] as const;

export async function runSecondPart(
  part: SecondPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const times = await timesOf(kinds, part.runs, async (kind, run) => {
    const moment = MOMENTS[run % MOMENTS.length] ?? '+promoted-slave';
    const takenMs = await measure(part, kind, moment);
    progress(`${part.title}, ${kind}, ${moment}: ${Math.round(takenMs)} ms`);
    return takenMs;
  });
  const samples = [...times].map(
    ([kind, values]): Sample => ({ part: part.title, kind, values: { ms: values.join(' ') } }),
  );
  const rows = timeRows(part, { what: 'no writable master', worstName: 'worst' }, times);
  return { rows, samples };
}

/** Infinity: not within the patience. */
async function measure(
  part: SecondPart,
  kind: SentinelKind,
  moment: (typeof MOMENTS)[number],
): Promise<number> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: GROUP_NAME, replicas: 2 });
    const { downAfterMs } = part;
    const watch = { kinds: [kind], quorum: 1, downAfterMs, failoverTimeoutMs: 60_000 };
    const quorum = await Quorum.start(sandbox, { ...watch, groups: [group] });
    const chosen = new Promise<number>((resolve) => {
      quorum.at(0).events.onEvent = ({ name, payload }) => {
        if (name === moment) resolve(Number(payload.split(' ')[3]));
      };
    });
    await group.node(group.masterPort).crash();
    const first = await chosen;
    const diedMs = nowMs();
    await group.node(first).crash();
    const last = group.others(group.masterPort).find(({ port }) => port !== first);
    const isThere = async (): Promise<true> => {
      const port = await quorum.at(0).masterPort(GROUP_NAME);
      expect(port === last?.port && (await last.call('SET', 'a', 'b')) === 'OK', `${port}`);
      return true;
    };
    const isDone = await until('the other replica', isThere, { withinMs: PATIENCE_MS }).catch(
      () => false,
    );
    return isDone ? nowMs() - diedMs - downAfterMs : Number.POSITIVE_INFINITY;
  } finally {
    await sandbox.close();
  }
}
