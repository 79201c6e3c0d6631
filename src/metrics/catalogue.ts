// All metrics in one place. The answer to a scrape and the page of metrics derive from this list.

import { EXPORTER_GROUP_METRICS, EXPORTER_PROCESS_METRICS } from './exporter.ts';
import type { GroupMetric, Metric, ProcessMetric } from './metric.ts';
import { OWN_GROUP_METRICS, OWN_PROCESS_METRICS } from './own.ts';

export const PROCESS_METRICS: readonly ProcessMetric[] = [
  ...EXPORTER_PROCESS_METRICS,
  ...OWN_PROCESS_METRICS,
];

export const GROUP_METRICS: readonly GroupMetric[] = [
  ...EXPORTER_GROUP_METRICS,
  ...OWN_GROUP_METRICS,
];

export const METRICS: readonly Metric[] = [...PROCESS_METRICS, ...GROUP_METRICS];
