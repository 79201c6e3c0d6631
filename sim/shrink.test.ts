// A run is shrunk to the faults that it needs to fail, whichever these are, and a kept one is read
// as it was written.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planOf, readPlan } from './kept.ts';
import type { Plan } from './plan.ts';
import { shrink } from './shrink.ts';
import { play, simulate } from './simulate.ts';

const drawn = planOf(simulate(1, false));

function planned(count: number): Plan {
  const faults = Array.from({ length: count }, (_, seed) => ({
    atMs: seed,
    fault: 'crash-node',
    seed,
    what: '',
  }));
  return { ...drawn, faults };
}

test('what is left is what the failure needs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.uniqueArray(fc.nat({ max: 29 }), { maxLength: 3 }),
      (count, chosen) => {
        const needed = chosen.filter((seed) => seed < count);
        const fails = ({ faults }: Plan): boolean =>
          needed.every((seed) => faults.some((fault) => fault.seed === seed));
        const left = shrink(planned(count), fails).faults.map(({ seed }) => seed);
        assert.deepEqual(
          left,
          [...needed].sort((a, b) => a - b),
        );
      },
    ),
  );
});

test('a plan is played as the run was that it comes from', () => {
  const seed = 2;
  const first = simulate(seed, true);
  const again = play(planOf(first), true);
  const told = (line: string): boolean => !line.includes(' # run ');
  assert.deepEqual(again.lines.filter(told), first.lines.filter(told));
  assert.equal(again.faults.length, first.faults.length);
});

test('with fewer faults the others stay the same', () => {
  const plan = planOf(simulate(3, false));
  const [, ...rest] = plan.faults;
  const { faults } = play({ ...plan, faults: rest }, false);
  for (const { atMs, fault, seed } of faults) {
    assert.ok(rest.some((one) => one.atMs === atMs && one.fault === fault && one.seed === seed));
  }
});

test('a plan comes back from its file, and one with another shape does not', () => {
  assert.deepEqual(readPlan(JSON.stringify(drawn)), drawn);
  assert.throws(() => readPlan(JSON.stringify({ ...drawn, healAtMs: 'later' })), /healAtMs/);
  const { quietMs, ...without } = drawn.options;
  assert.throws(() => readPlan(JSON.stringify({ ...drawn, options: without })), /quietMs/);
  assert.equal(typeof quietMs, 'number');
  const { hasNames, ...earlier } = drawn.options;
  assert.equal(readPlan(JSON.stringify({ ...drawn, options: earlier })).options.hasNames, false);
  assert.equal(typeof hasNames, 'boolean');
});
