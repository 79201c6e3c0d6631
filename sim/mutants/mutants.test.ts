// Whether the places that the mutants change are still there, which the long tests would tell much
// later.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutatedSource } from './breed.ts';
import { MUTANTS } from './mutants.ts';

test('the place that a mutant changes is in the compiled code, once', () => {
  for (const mutant of MUTANTS) {
    assert.doesNotThrow(() => mutatedSource(mutant));
  }
});
