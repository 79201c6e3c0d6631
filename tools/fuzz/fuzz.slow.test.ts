// Some hundred thousand malformed inputs, the same at every run: nothing throws, nothing is lost in
// a round trip, and nothing is kept in memory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexOf } from './corpus.ts';
import { heldBytes } from './heap.ts';
import { fuzz } from './run.ts';
import { TARGETS } from './targets.ts';

const INPUTS_EACH = 100_000;
/** Compiled code and caches of the engine; what an input left behind would be many times that. */
const GROWTH_MOST_BYTES = 24 * 1024 * 1024;

let total = 0;

for (const target of TARGETS) {
  test(`${INPUTS_EACH} malformed ${target.name}`, () => {
    const startBytes = heldBytes();
    const result = fuzz({ targets: [target], seed: 1, inputs: INPUTS_EACH });
    const [failure] = result.failures;
    const shown = failure === undefined ? '' : `${hexOf(failure.input)}\n${failure.reason}`;
    assert.equal(result.failures.length, 0, shown);
    const grown = heldBytes() - startBytes;
    assert.ok(grown < GROWTH_MOST_BYTES, `${grown} bytes more are held`);
    total += result.inputs;
  });
}

test('that were more than 200,000', () => assert.ok(total > 200_000, `${total}`));
