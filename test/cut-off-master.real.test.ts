// A master whose host was cut off without a word, was replaced meanwhile and comes back as a master
// (HEAL-6): in network namespaces, where packets vanish and nothing is refused.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { inOwnNetwork, noOwnNetwork } from './harness/own-network.ts';
import { launched, RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';

const PROGRAM = fileURLToPath(new URL('cut-off-master.js', import.meta.url));
/** Stock's wait is four publish periods, which are 8,000 ms. */
const SURELY_EARLY_MS = 4_000;
const obstacle = noOwnNetwork();

realTest(
  'a replaced master that was cut off is demoted at once',
  async (sandbox) => {
    const words = [process.execPath, PROGRAM, 'vedette', 'vedette', 'stock'];
    const command = launched(inOwnNetwork, ['env', ...words]);
    const scenario = RealProcess.start(sandbox, { command, folder: sandbox.folder });
    await scenario.ended;
    const writableMs = Number(scenario.output);
    assert.ok(writableMs < SURELY_EARLY_MS, scenario.output);
  },
  { obstacle },
);
