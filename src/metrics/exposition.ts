// The text format of Prometheus, version 0.0.4: lines of one metric stand together behind its help
// and its type. Texts hold one character a byte.

import { addressKey } from '../core/address.ts';
import { GROUP_METRICS, PROCESS_METRICS } from './catalogue.ts';
import type { HistogramNumbers } from './histogram.ts';
import type { GroupMetric, GroupSeen, Labels, Metric, ProcessSeen, Sample } from './metric.ts';

export const CONTENT_TYPE = 'text/plain; version=0.0.4';

/** What a scrape reads: null where a group is gone meanwhile. */
export interface Seen {
  readonly groupNames: readonly string[];
  process(): ProcessSeen;
  group(name: string): GroupSeen | null;
}

/** A piece may be empty: between any two there may be a pause. */
export function* exposition(seen: Seen): Generator<string> {
  const process = seen.process();
  for (const metric of PROCESS_METRICS) {
    yield head(metric) +
      metric
        .read(process)
        .map((sample) => lines(metric.name, '', sample))
        .join('');
  }
  // Each group is read once, at one moment; its lines wait for those of the others.
  const texts = GROUP_METRICS.map((): string[] => []);
  for (const name of seen.groupNames) {
    const group = seen.group(name);
    if (group !== null) readGroup(group, texts);
    yield '';
  }
  for (const [at, metric] of GROUP_METRICS.entries()) {
    yield head(metric);
    for (const text of texts[at] ?? []) yield text;
  }
}

function readGroup(group: GroupSeen, texts: readonly string[][]): void {
  const { name, master } = group;
  const byName = label('master_name', name);
  const styles: Readonly<Record<GroupMetric['style'], string>> = {
    exporter: `${byName},${label('master_address', addressKey(master.address))}`,
    'exporter-name': byName,
    own: label('group', name),
  };
  for (const [at, metric] of GROUP_METRICS.entries()) {
    const labels = styles[metric.style];
    let text = '';
    for (const sample of metric.read(group)) text += lines(metric.name, labels, sample);
    if (text !== '') texts[at]?.push(text);
  }
}

function head({ name, help, type }: Metric): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function lines(name: string, common: string, { labels = [], value }: Sample): string {
  const all = withLabels(common, labels);
  if (typeof value !== 'number') return histogramLines(name, all, value);
  return `${name}${braced(all)} ${number(value)}\n`;
}

function histogramLines(name: string, labels: string, numbers: HistogramNumbers): string {
  const { limits, counts, sum } = numbers;
  let text = '';
  let total = 0;
  for (const [at, count] of counts.entries()) {
    total += count;
    const limit = limits[at];
    const le = label('le', limit === undefined ? '+Inf' : String(limit));
    text += `${name}_bucket${braced(labels === '' ? le : `${labels},${le}`)} ${total}\n`;
  }
  return `${text}${name}_sum${braced(labels)} ${number(sum)}\n${name}_count${braced(labels)} ${total}\n`;
}

function withLabels(common: string, labels: Labels): string {
  let text = common;
  for (const [name, value] of labels) {
    text += text === '' ? label(name, value) : `,${label(name, value)}`;
  }
  return text;
}

function braced(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

const SPECIAL = /[\\"\n]/;

function label(name: string, value: string): string {
  return `${name}="${SPECIAL.test(value) ? escaped(value) : value}"`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
