// How long the applications of a group are without their master after a switch: real client
// libraries with their default settings, all of them at once on one quorum, through a crash, a hang
// and a planned failover. Measured on the new master: when the first write of each arrives there.
// What a library waits by itself before it connects again is a part of it.

import { setTimeout as pause } from 'node:timers/promises';
import { USAGES } from '../../test/harness/clients/usages.ts';
import { Writer } from '../../test/harness/clients/writer.ts';
import { nowMs } from '../../test/harness/clock.ts';
import { Connection } from '../../test/harness/connection.ts';
import { Group } from '../../test/harness/group.ts';
import { Quorum } from '../../test/harness/quorum.ts';
import { asList } from '../../test/harness/resp.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { Takeover } from '../../test/harness/takeover.ts';
import type { PartResult, Row, Sample } from './result.ts';
import { median } from './statistics.ts';

export interface ClientPart {
  readonly title: string;
  readonly downAfterMs: number;
  readonly runs: number;
  /** For an application that listens to events: the median. */
  readonly targetMs: number;
}

/** Both libraries speak RESP3 unless told otherwise. */
const DEFAULT_USAGES = USAGES.filter(({ protocol }) => protocol === 3);

const BLOWS = ['crash', 'hang', 'planned'] as const;
type Blow = (typeof BLOWS)[number];

const GROUP_NAME = 'mymaster';
const SENTINELS = 3;
const REPLICAS = 2;
const SWITCHED_WITHIN_MS = 120_000;
/** An application that has not written by then counts as one that never does. */
const WRITES_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 2;
/** The longest of the Sentinels' periods between probes. */
const STRIKE_SPREAD_MS = 1_000;

/** By the title of the usage: from the moment at which a client that asks the Sentinels could write
 *  until the first write of this one arrived. Milliseconds; null: never. */
type Times = ReadonlyMap<string, number | null>;

export async function runClientPart(
  part: ClientPart,
  kinds: readonly SentinelKind[],
  progress: (text: string) => void,
): Promise<PartResult> {
  const samples: Sample[] = [];
  for (const blow of BLOWS) {
    for (let run = 1; run <= part.runs; run += 1) {
      for (const kind of kinds) {
        const times = await runOnce(part, blow, kind);
        const values = { blow, ...Object.fromEntries(times) };
        samples.push({ part: part.title, kind, values });
        progress(`${part.title}: ${blow} ${run} of ${part.runs}, ${kind}: ${shortText(times)}`);
      }
    }
  }
  return { rows: rowsOf(part, samples), samples };
}

async function runOnce(part: ClientPart, blow: Blow, kind: SentinelKind): Promise<Times> {
  const sandbox = new Sandbox();
  try {
    const group = await Group.start(sandbox, { name: GROUP_NAME, replicas: REPLICAS });
    const quorum = await Quorum.start(sandbox, {
      kinds: Array.from({ length: SENTINELS }, () => kind),
      groups: [group],
      downAfterMs: part.downAfterMs,
      parallelSyncs: REPLICAS,
    });
    const writers = await startWriters(sandbox, quorum);
    return await strike({ blow, group, quorum, writers });
  } finally {
    await sandbox.close();
  }
}

async function startWriters(sandbox: Sandbox, quorum: Quorum): Promise<readonly Writer[]> {
  const sentinelPorts = quorum.sentinels.map(({ port }) => port);
  const writers = await Promise.all(
    DEFAULT_USAGES.map(async (usage) => {
      const application = await usage.open({ groupName: GROUP_NAME, sentinelPorts });
      return new Writer(usage.title, application);
    }),
  );
  sandbox.onClose(() => Promise.all(writers.map((writer) => writer.end())));
  const startedMs = nowMs();
  await Promise.all(writers.map((writer) => writer.writesAfter(startedMs)));
  return writers;
}

interface Strike {
  readonly blow: Blow;
  readonly group: Group;
  readonly quorum: Quorum;
  readonly writers: readonly Writer[];
}

async function strike({ blow, group, quorum, writers }: Strike): Promise<Times> {
  const oldPort = group.masterPort;
  const takeover = Takeover.start({
    groupName: GROUP_NAME,
    oldPort,
    nodePorts: group.others(oldPort).map(({ port }) => port),
    sentinelPorts: quorum.sentinels.map(({ port }) => port),
  });
  try {
    await pause(STRIKE_SPREAD_MS * (1 + Math.random()));
    if (blow === 'crash') await group.node(oldPort).crash();
    else if (blow === 'hang') group.node(oldPort).hang();
    else await quorum.at(0).call('SENTINEL', 'FAILOVER', GROUP_NAME);
    await takeover.writable(SWITCHED_WITHIN_MS);
    const switchedMs = takeover.clientWroteMs ?? nowMs();
    return await arrivals(takeover.newMaster?.port ?? 0, { writers, switchedMs });
  } finally {
    await takeover.end();
  }
}

/** Looks at the new master until every writer has changed its key there. */
async function arrivals(
  port: number,
  options: { readonly writers: readonly Writer[]; readonly switchedMs: number },
): Promise<Times> {
  const { writers, switchedMs } = options;
  const keys = writers.map(({ key }) => key);
  const connection = await Connection.open(port);
  try {
    const before = asList(await connection.call('MGET', ...keys));
    const times = new Map<string, number | null>(keys.map((key) => [key, null]));
    const deadlineMs = nowMs() + WRITES_WITHIN_MS;
    while (nowMs() < deadlineMs && [...times.values()].includes(null)) {
      const values = asList(await connection.call('MGET', ...keys));
      for (const [index, key] of keys.entries()) {
        if (values[index] === before[index] || times.get(key) !== null) continue;
        times.set(key, nowMs() - switchedMs);
      }
      await pause(LOOK_EVERY_MS);
    }
    return times;
  } finally {
    connection.close();
  }
}

function rowsOf(part: ClientPart, samples: readonly Sample[]): Row[] {
  return BLOWS.flatMap((blow) =>
    DEFAULT_USAGES.map(({ title, listens }): Row => {
      const value = (kind: SentinelKind): number =>
        median(
          samples
            .filter((sample) => sample.kind === kind && sample.values['blow'] === blow)
            .map(({ values }) => numberOf(values[title])),
        );
      return {
        part: part.title,
        what: `${blow}: ${title}, median`,
        unit: 'ms',
        stock: value('stock'),
        vedette: value('vedette'),
        ...(listens ? { target: { kind: 'at most', value: part.targetMs } as const } : {}),
      };
    }),
  );
}

function numberOf(value: number | string | null | undefined): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

function shortText(times: Times): string {
  return [...times.values()]
    .map((value) => (value === null ? 'never' : `${Math.round(value)} ms`))
    .join(', ');
}
