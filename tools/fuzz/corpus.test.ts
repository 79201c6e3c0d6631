// Inputs that failed once do not fail again, however they are cut; and the fuzzer itself: the same
// seed gives the same inputs, and a target that breaks is found.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { random } from '../../src/core/random.ts';
import { readCorpus } from './corpus.ts';
import { hellos } from './hello.ts';
import { fuzz, reasonOf } from './run.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets.ts';

const CUTS = 20;

for (const target of TARGETS) {
  test(`${target.name} that failed once`, () => {
    for (const input of [...readCorpus(target.name), ...target.seeds]) {
      for (let cut = 0; cut < CUTS; cut += 1) {
        assert.equal(reasonOf(target, input, random(cut)), null);
      }
    }
  });
}

test('every file of the corpus belongs to a target', () => {
  const names = TARGETS.map(({ name }) => `${name}.txt`);
  for (const file of readdirSync('test/corpus')) assert.ok(names.includes(file), file);
});

test('the same seed gives the same inputs', () => {
  const inputsOf = (seed: number): readonly string[] => {
    const seen: string[] = [];
    const target: Target = { ...hellos, check: (input) => seen.push(input) };
    fuzz({ targets: [target], seed, inputs: 50 });
    return seen;
  };
  assert.deepEqual(inputsOf(7), inputsOf(7));
  assert.notDeepEqual(inputsOf(7), inputsOf(8));
});

test('an input that fails is given back with the reason', () => {
  const check = (input: string): void => assert.ok(!input.includes(',,'), 'two commas');
  const { failures } = fuzz({ targets: [{ ...hellos, check }], seed: 1, inputs: 5_000 });
  assert.ok(failures.length > 0);
  for (const { input, reason } of failures) {
    assert.ok(input.includes(',,'));
    assert.match(reason, /two commas/);
  }
});
