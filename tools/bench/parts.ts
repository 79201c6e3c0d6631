// What is measured, and what has to be reached. Times are beyond down-after.

import type { SentinelKind } from '../../test/harness/sentinel.ts';
import { type ClientPart, runClientPart } from './client-runs.ts';
import { type HttpPart, runHttpPart } from './http-runs.ts';
import { type IdlePart, idleMemory, idleProcessor, runIdle } from './idle.ts';
import { type ManyGroupsPart, runManyGroups } from './many-groups.ts';
import { type PagePart, runPagePart } from './page-runs.ts';
import { type PartitionPart, runPartitionPart } from './partition-runs.ts';
import { type PlannedPart, runPlannedPart } from './planned-runs.ts';
import type { PartResult } from './result.ts';
import { type ReturnPart, runReturnPart } from './return-runs.ts';
import { runSecondPart, type SecondPart } from './second-runs.ts';
import { runStatusPart, type StatusPart } from './status-runs.ts';
import { runTakeoverPart, type TakeoverPart } from './takeover-runs.ts';

export interface PartOptions {
  readonly kinds: readonly SentinelKind[];
  readonly runs: number;
  readonly progress: (text: string) => void;
}

const DOWN_AFTER_MS = 1_000;
const MANY_GROUPS = 100;
const IDLE_GROUPS = 500;

type TakeoverCase = Omit<TakeoverPart, 'runs' | 'downAfterMs'>;

const CRASH: TakeoverCase = {
  title: 'crash, 3 Sentinels, 2 replicas',
  blow: 'crash',
  sentinels: 3,
  replicas: 2,
  targets: { median: 50, worst: 250, told: 50 },
};

const HANG: TakeoverCase = {
  title: 'hang, 3 Sentinels, 2 replicas',
  blow: 'hang',
  sentinels: 3,
  replicas: 2,
  targets: { median: 150, told: 50 },
};

const FIVE: TakeoverCase = {
  title: 'crash, 5 Sentinels, 4 replicas',
  blow: 'crash',
  sentinels: 5,
  replicas: 4,
  targets: { told: 50 },
};

const MANY: ManyGroupsPart = {
  title: `crash of ${MANY_GROUPS} masters of ${MANY_GROUPS} groups at once`,
  groups: MANY_GROUPS,
  downAfterMs: 2_000,
  failoverTimeoutMs: 20_000,
  lastTargetMs: 1_000,
};

const RETURN: Omit<ReturnPart, 'runs'> = {
  title: 'an old master returns',
  downAfterMs: DOWN_AFTER_MS,
  worstTargetMs: 300,
};

const SECOND: Omit<SecondPart, 'runs'> = {
  title: 'the promoted replica dies at once, 1 Sentinel',
  downAfterMs: DOWN_AFTER_MS,
  worstTargetMs: 2_000,
};

const PROCESSOR: IdlePart = {
  title: `idle, ${IDLE_GROUPS} groups of three nodes, two peers`,
  what: 'processor time of one Sentinel',
  unit: '% of a core',
  target: { kind: 'times stock', value: 3 },
  measure: (kind) => idleProcessor(kind, IDLE_GROUPS),
};

const MEMORY: IdlePart = {
  title: 'idle, one group',
  what: 'resident memory of one Sentinel',
  unit: 'MiB',
  target: { kind: 'at most', value: 80 },
  measure: idleMemory,
};

const CLIENTS: Omit<ClientPart, 'runs'> = {
  title: 'clients write again after the switch',
  downAfterMs: DOWN_AFTER_MS,
  targetMs: 100,
};

const PARTITION: PartitionPart = {
  title: 'master and one more of five hosts cut off for 30 s, fence on',
  downAfterMs: 5_000,
  cutMs: 30_000,
  lostTarget: 0.1,
};

const PLANNED: PlannedPart = {
  title: 'planned failover, eight writers, five rounds',
  writers: 8,
  rounds: 5,
  downAfterMs: 5_000,
  gapTargetMs: 25,
};

const STATUS: Omit<StatusPart, 'runs'> = {
  title: 'vedette status, 50 groups, 3 Sentinels',
  groups: 50,
  targetMs: 150,
};

const HTTP: HttpPart = {
  title: `crash of one of ${IDLE_GROUPS} groups, HTTP`,
  groups: IDLE_GROUPS,
  crashes: 20,
  downAfterMs: DOWN_AFTER_MS,
  failoverTimeoutMs: 20_000,
  allowanceMs: 5,
};

const PAGE: Omit<PagePart, 'runs'> = {
  title: `the web page, ${IDLE_GROUPS} groups`,
  groups: IDLE_GROUPS,
  events: 100,
  paintTargetMs: 300,
  loadTargetKiB: 100,
  eventTargetMs: 16,
};

/** By the names that `--only` takes, in the order in which they run. */
export const PARTS: Readonly<Record<string, (options: PartOptions) => Promise<PartResult>>> = {
  crash: (options) => takeover(CRASH, options),
  hang: (options) => takeover(HANG, options),
  five: (options) => takeover(FIVE, options),
  clients: ({ kinds, runs, progress }) => runClientPart({ ...CLIENTS, runs }, kinds, progress),
  return: ({ kinds, runs, progress }) => runReturnPart({ ...RETURN, runs }, kinds, progress),
  second: ({ kinds, runs, progress }) =>
    runSecondPart({ ...SECOND, runs: Math.min(runs, 4) }, kinds, progress),
  planned: ({ kinds, progress }) => runPlannedPart(PLANNED, kinds, progress),
  partition: ({ kinds, progress }) => runPartitionPart(PARTITION, kinds, progress),
  many: ({ kinds, progress }) => runManyGroups(MANY, kinds, progress),
  http: ({ progress }) => runHttpPart(HTTP, progress),
  cpu: ({ kinds, progress }) => runIdle(PROCESSOR, kinds, progress),
  status: ({ kinds, runs, progress }) => runStatusPart({ ...STATUS, runs }, kinds, progress),
  page: ({ runs, progress }) => runPagePart({ ...PAGE, runs }, progress),
  memory: ({ kinds, progress }) => runIdle(MEMORY, kinds, progress),
};

function takeover(part: TakeoverCase, options: PartOptions): Promise<PartResult> {
  const { kinds, runs, progress } = options;
  return runTakeoverPart({ ...part, runs, downAfterMs: DOWN_AFTER_MS }, kinds, progress);
}
