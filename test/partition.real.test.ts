// The fence on real hosts that are really cut off: what it saves, and that it costs nothing where
// there is no other side (FENCE-1, FENCE-3, FENCE-6).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namespacesMissing } from './harness/hosts.ts';
import { type PartitionOrders, type PartitionResult, runPartition } from './harness/partition.ts';
import type { SentinelKind } from './harness/sentinel.ts';

const FIVE: readonly SentinelKind[] = Array.from({ length: 5 }, () => 'vedette');
/** The master's Sentinel is ours. */
const MIXED: readonly SentinelKind[] = ['vedette', 'stock', 'stock', 'stock', 'stock'];
const skip = namespacesMissing() ?? false;

async function run(orders: Partial<PartitionOrders>): Promise<PartitionResult> {
  return await runPartition({
    ...{ kinds: FIVE, downAfterMs: 2_000, quietMs: 2_500, cutMs: 4_000, cut: 'hosts' },
    ...{ cutHosts: [0, 1], paceMs: 5, lines: ['# vedette: fence-minority yes'] },
    ...orders,
  });
}

function told(result: PartitionResult): string {
  return JSON.stringify({ ...result, logs: [] });
}

test('FENCE-5: a master that is cut off takes no writes when another is promoted', {
  skip,
}, async () => {
  const result = await run({});
  assert.equal(result.fenced, 2, told(result));
  assert.ok(result.switched, told(result));
  assert.equal(result.lostLater, 0, told(result));
  assert.ok(result.lost > 0, 'the cut was none');
});

test('FENCE-1: one Vedette cut from its peers alone costs no write', { skip }, async () => {
  const result = await run({ kinds: MIXED, cut: 'peers', cutHosts: [0], downAfterMs: 5_000 });
  assert.equal(result.fenced, 0, told(result));
  assert.equal(result.switched, false, told(result));
  assert.equal(result.lost, 0, told(result));
});
