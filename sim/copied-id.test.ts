// A Vedette starts from a copy of another's file (TRUST-12, TRUST-13): within seconds the ids
// differ again, durably, and a failover has the votes that it needs and no more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disagreement } from './checkers/agreement.ts';
import { allCheckers } from './checkers/index.ts';
import { Cluster } from './cluster.ts';
import { FactBook } from './facts.ts';
import { drawOptions } from './options.ts';
import { Random } from './random.ts';
import type { SimSentinel } from './sentinel.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

const MET_MS = 12_000;
const SETTLED_MS = 15_000;
const REPLACED_MS = 60_000;

interface Copied {
  readonly cluster: Cluster;
  readonly original: SimSentinel;
  readonly copy: SimSentinel;
  readonly id: string;
}

/** A fleet that has met, of which one starts anew `youngerByMs` after another, from its file. */
function copyId(seed: number, youngerByMs: number): Copied {
  const random = new Random(seed);
  const cluster = new Cluster(new World(new Trace(false)), random, {
    ...drawOptions(random, []),
    stockCount: 0,
  });
  const { world, witness, sentinels } = cluster;
  const facts = new FactBook();
  const checkers = allCheckers(facts).map(({ name, watch }) =>
    watch(cluster, (text) => witness.complain({ checker: name, text })),
  );
  witness.watch([facts, ...checkers]);
  cluster.start();
  world.runUntil(MET_MS);
  const [original, copy] = sentinels;
  assert.ok(original !== undefined && copy !== undefined);
  const id = original.state?.myId ?? '';
  const before = copy.state?.myId ?? '';
  original.end('dead');
  copy.end('dead');
  original.start();
  world.runUntil(world.nowMs + youngerByMs);
  copy.disk.edit((text) => text.replace(before, id));
  copy.start();
  assert.equal(copy.state?.myId, id);
  world.runUntil(world.nowMs + SETTLED_MS);
  const ids = new Set(sentinels.map(({ state }) => state?.myId));
  assert.equal(ids.size, sentinels.length, 'two have one id');
  return { cluster, original, copy, id };
}

for (let seed = 1; seed <= 6; seed += 1) {
  test(`TRUST-12: a copied id, seed ${seed}`, () => {
    const { cluster, original, copy, id } = copyId(seed, 12_000);
    const { world, witness } = cluster;
    assert.equal(original.state?.myId, id, 'the older one has changed');
    assert.ok(copy.disk.text.includes(`sentinel myid ${copy.state?.myId}`), 'it is not on disk');
    assert.equal(disagreement(cluster), null);
    const [master] = cluster.groups[0]?.masters() ?? [];
    assert.ok(master !== undefined);
    master.end('dead');
    world.runUntil(world.nowMs + REPLACED_MS);
    assert.equal(cluster.groups[0]?.masters().length, 1, 'it was not replaced');
    assert.equal(witness.finding, null);
  });
}

test('TRUST-12: of two that are nearly of one age one gives way', () => {
  for (let seed = 1; seed <= 4; seed += 1) {
    for (let youngerByMs = 0; youngerByMs <= 7_000; youngerByMs += 500) copyId(seed, youngerByMs);
  }
});
