// What a scrape really has: each name with its labels and the values that these were seen with.

import assert from 'node:assert/strict';
import type { InfoFacts } from '../../src/core/facts.ts';
import { METRICS } from '../../src/metrics/catalogue.ts';
import { withDoor } from '../http/door.ts';

/** By the name of a sample, such as `..._bucket`: its labels, and the values of each. */
export type Scraped = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

const WEBHOOKS = [
  '# vedette: webhook http://127.0.0.1:9/',
  '# vedette: webhook-secret 0123456789abcdef',
];

/** Without what a master says of itself nothing is known of lag. */
const INFO: InfoFacts = {
  runId: 'a'.repeat(40),
  role: 'master',
  replicas: [],
  masterHost: null,
  masterPort: null,
  masterLinkUp: false,
  masterLinkDownMs: 0,
  priority: 100,
  offset: 1000n,
  history: null,
  formerHistory: null,
  keys: 1,
  announced: true,
  loading: false,
};

/** Of a Sentinel in which every metric has a sample. */
export async function scrape(): Promise<Scraped> {
  const samples = new Map<string, Map<string, Set<string>>>();
  await withDoor({ lines: WEBHOOKS }, async ({ ask, state }) => {
    const master = state.groups.get('one')?.master;
    assert.ok(master !== undefined);
    master.info = INFO;
    await ask('/healthz');
    const { body } = await ask('/metrics');
    for (const line of body.split('\n')) {
      const [, name, rest = ''] = /^([a-z_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
      if (name === undefined) continue;
      const labels = samples.get(name) ?? new Map<string, Set<string>>();
      samples.set(name, labels);
      for (const [, label = '', value = ''] of rest.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) {
        labels.set(label, (labels.get(label) ?? new Set()).add(value));
      }
    }
  });
  for (const { name, type } of METRICS) {
    assert.ok(samples.has(type === 'histogram' ? `${name}_bucket` : name), `no sample of ${name}`);
  }
  return samples;
}
