// HEAL-6: how often a replaced master that is down is dialled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Actor, runIdOf, Stage } from './conversation/stage.ts';

const OPTIONS = {
  ...{ quorum: 2, replicas: 2, peers: 2, downAfterMs: 30_000, failoverTimeoutMs: 60_000 },
  ...{
    parallelSyncs: 1,
    rebootAfterMs: 0,
    unknownReplicas: 0,
    replacesEmpty: false,
    promotesOrphans: false,
  },
  ...{ trust: 'off' as const, strangers: 0 },
};

/** How often the master is dialled in five seconds, before it is replaced and after. */
function dialsOf(health: Actor['health']): { readonly before: number; readonly after: number } {
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
  master.health = health;
  stage.cut(master);
  stage.pass(5_000);
  const before = inFiveSeconds();
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
  stage.pass(2_000);
  return { before, after: inFiveSeconds() };
}

function isAbout(dials: number, wanted: number, when: string): void {
  assert.ok(Math.abs(dials - wanted) <= 0.2 * wanted, `${dials} ${when}`);
}

test('HEAL-6: a replaced master is dialled ten times a second, another node once', () => {
  const { before, after } = dialsOf('gone');
  isAbout(before, 5, 'before');
  isAbout(after, 50, 'after');
});

test('HEAL-6: where packets vanish each attempt is replaced after 200 ms', () => {
  const { before, after } = dialsOf('lost');
  assert.ok(before <= 3, `${before} before`);
  isAbout(after, 25, 'after');
});

test('HEAL-6: who takes the connection and says nothing is dialled again after 200 ms', () => {
  const { before, after } = dialsOf('silent');
  assert.ok(before <= 1, `${before} before`);
  isAbout(after, 25, 'after');
});
