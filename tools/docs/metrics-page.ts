// The page of metrics, from their records.

import { GROUP_METRICS, PROCESS_METRICS } from '../../src/metrics/catalogue.ts';
import type { GroupMetric, Metric } from '../../src/metrics/metric.ts';
import { code, opening, type Page, table } from './page.ts';

const OPENING =
  'What `/metrics` tells, in the text format of Prometheus. What begins with `redis_` has the ' +
  'name and the labels that redis_exporter gives it. Counters begin at the start of the process.';

const LABELS: Readonly<Record<GroupMetric['style'], string>> = {
  exporter: '`master_name`, `master_address`',
  'exporter-name': '`master_name`',
  own: '`group`',
};

export function metricsPage(): Page {
  const text = [
    opening('Metrics', 'src/metrics/catalogue.ts', OPENING),
    '## Of the process\n',
    table(['metric', 'type', 'what it tells'], PROCESS_METRICS.map(row)),
    '## Of each group\n',
    table(
      ['metric', 'type', 'labels of the group', 'what it tells'],
      GROUP_METRICS.map((metric) => {
        const [name = '', type = '', help = ''] = row(metric);
        return [name, type, LABELS[metric.style], help];
      }),
    ),
  ].join('\n');
  return { path: 'docs/generated/metrics.md', text };
}

function row({ name, type, help }: Metric): readonly string[] {
  return [code(name), type, help];
}
