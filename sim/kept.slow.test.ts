// What failed once does not fail again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptPlans, keptSeeds } from './kept.ts';
import { play, simulate } from './simulate.ts';

for (const { file, plan } of keptPlans()) {
  test(`the run kept in ${file} holds`, () => assert.equal(play(plan, false).finding, null));
}

test('seeds that failed once hold', () => {
  for (const seed of keptSeeds()) assert.equal(simulate(seed, false).finding, null, `seed ${seed}`);
});
