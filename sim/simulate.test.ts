// A run as a whole: the same seed gives the same trace, and other seeds give others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageRows } from './coverage.ts';
import { faultNames, simulate } from './simulate.ts';

const SEEDS = [1, 2, 3];
const VIRTUAL_MS = 60_000;
const FAULTS = 5;

test('the same seed gives the same trace, line by line', () => {
  for (const seed of SEEDS) {
    const [a, b] = [simulate(seed, true), simulate(seed, true)];
    assert.deepEqual(a.lines, b.lines);
    assert.equal(a.hash, b.hash);
    assert.equal(a.hash, simulate(seed, false).hash);
  }
  assert.equal(new Set(SEEDS.map((seed) => simulate(seed, false).hash)).size, SEEDS.length);
});

test('a run covers a minute and five faults at least, and holds', () => {
  for (const seed of SEEDS) {
    const { finding, virtualMs, faults } = simulate(seed, false);
    assert.equal(finding, null);
    assert.ok(virtualMs >= VIRTUAL_MS);
    assert.ok(faults.length >= FAULTS);
  }
});

test('what is counted stands in the table of what is to be covered', () => {
  const rows = coverageRows(faultNames());
  const rare = /^(refused: |operator: [a-z]+ refused)/;
  for (const seed of SEEDS) {
    for (const row of Object.keys(simulate(seed, false).counts)) {
      assert.ok(rows.includes(row) || rare.test(row), row);
    }
  }
});
