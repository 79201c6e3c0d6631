// `npm run conformance`: the same commands and the same failovers for the installed redis-sentinel
// and for Vedette, over real servers. Lists every difference that docs/compat.md does not name, and
// ends with 0 only when there is none.

import { leaveWithParent } from '../../test/harness/guard.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { compareAll } from './compare.ts';
import { Ledger } from './ledger.ts';
import { report } from './report.ts';

async function main(words: readonly string[]): Promise<void> {
  const sandbox = new Sandbox();
  const ledger = new Ledger();
  try {
    await compareAll(sandbox, words, ledger);
  } finally {
    await sandbox.close();
  }
  const { text, succeeded } = report(ledger, words.length === 0);
  process.stdout.write(text);
  if (!succeeded) process.exitCode = 1;
}

leaveWithParent();
await main(process.argv.slice(2));
