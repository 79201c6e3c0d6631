// What a metric is: one record with its name, its kind, what it means, and how it is read. Metrics
// of groups are read group by group, so that whoever renders them can pause in between.

import type { SavesSight, Sight } from '../commands/command.ts';
import type { Finding } from '../core/doctor/check.ts';
import type { Explanation } from '../core/explain.ts';
import type { MasterView, PeerView, QuorumView, ReplicaView, SentinelView } from '../core/view.ts';
import type { HistogramNumbers } from './histogram.ts';
import type { Tally } from './tally.ts';

export type MetricType = 'gauge' | 'counter' | 'histogram';

export type Labels = readonly (readonly [name: string, value: string])[];

export interface Sample {
  readonly labels?: Labels;
  readonly value: number | HistogramNumbers;
}

interface MetricRecord {
  readonly name: string;
  readonly type: MetricType;
  /** One sentence, with the unit where the name has none. */
  readonly help: string;
}

/** Read once for each group; its own labels come before those of the samples. */
export interface GroupMetric extends MetricRecord {
  readonly scope: 'group';
  /** Labels of a group in the words of redis_exporter, or `group` alone. */
  readonly style: 'exporter' | 'exporter-name' | 'own';
  read(seen: GroupSeen): readonly Sample[];
}

/** Read once for the process. */
export interface ProcessMetric extends MetricRecord {
  readonly scope: 'process';
  read(seen: ProcessSeen): readonly Sample[];
}

export type Metric = GroupMetric | ProcessMetric;

/** What there is to see of one group at a moment. */
export interface GroupSeen {
  readonly name: string;
  readonly master: MasterView;
  readonly replicas: readonly ReplicaView[];
  readonly peers: readonly PeerView[];
  readonly quorum: QuorumView;
  readonly explanation: Explanation;
  readonly findings: readonly Finding[];
  readonly tally: Tally;
}

/** What there is to see of the process. */
export interface ProcessSeen {
  readonly process: Sight['process'];
  readonly clientCount: number;
  readonly sentinel: SentinelView;
  readonly saves: SavesSight;
  readonly scripts: { readonly running: number; readonly waiting: number };
  readonly residentBytes: number;
  readonly redisLevel: string;
  readonly tally: Tally;
  readonly door: DoorNumbers;
}

/** Of the HTTP door itself. */
export interface DoorNumbers {
  readonly streams: number;
  /** Answers by the first digit of their status, such as `2xx`. */
  readonly answers: ReadonlyMap<string, number>;
  readonly loopDelay: HistogramNumbers;
  readonly webhooks: readonly {
    readonly delivered: number;
    readonly failed: number;
    readonly dropped: number;
    readonly waiting: number;
  }[];
}

export function one(value: number, labels?: Labels): readonly Sample[] {
  return labels === undefined ? [{ value }] : [{ value, labels }];
}
