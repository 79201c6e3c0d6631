// HEAL-6: how often a replaced master that is down is dialled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runIdOf, Stage } from './conversation/stage.ts';

const OPTIONS = {
  ...{ quorum: 2, replicas: 2, peers: 2, downAfterMs: 30_000, failoverTimeoutMs: 60_000 },
  ...{ parallelSyncs: 1, rebootAfterMs: 0, unknownReplicas: 0, replacesEmpty: false },
};

test('HEAL-6: a replaced master is dialled ten times a second, another node once', () => {
  let dialled = 0;
  const stage = new Stage(OPTIONS, (whom, effect) => {
    if (effect?.kind === 'open' && whom === 'm command') dialled += 1;
  });
  const inFiveSeconds = (): number => {
    dialled = 0;
    stage.pass(5_000);
    return dialled;
  };
  const master = stage.actor('m');
  stage.pass(3_000);
  master.health = 'gone';
  stage.cut(master);
  stage.pass(5_000);
  const before = inFiveSeconds();
  assert.ok(before >= 4 && before <= 6, `${before} before`);
  stage.input({
    kind: 'told',
    hello: {
      peer: stage.actor('p1').address,
      runId: runIdOf('p1'),
      currentEpoch: 1n,
      groupName: 'mymaster',
      master: stage.actor('r1').address,
      configEpoch: 1n,
    },
  });
  const after = inFiveSeconds();
  assert.ok(after >= 45 && after <= 55, `${after} after`);
});
