// Everything that `npm run conformance` compares: no reply and no event differs from stock's where
// compat.md does not say so.

import assert from 'node:assert/strict';
import { realTest } from '../../test/harness/real-test.ts';
import { compareAll } from './compare.ts';
import { Ledger } from './ledger.ts';
import { report } from './report.ts';

realTest('nothing differs from stock but what compat.md names', async (sandbox) => {
  const ledger = new Ledger();
  await compareAll(sandbox, [], ledger);
  const { text, succeeded } = report(ledger, true);
  assert.ok(succeeded, text);
  assert.ok(ledger.compared > 2_000, `${ledger.compared} answers were compared`);
});
