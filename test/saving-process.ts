// A program for tests of the store: saves one epoch after the other into a file and prints each
// that is saved, until it has saved as many as it was told to, or is killed.

import { readFileSync, writeSync } from 'node:fs';
import { FileStore } from '../src/adapters/file-store.ts';
import { parseConfig } from '../src/config/parse-config.ts';

const [, , path = '', count = '0'] = process.argv;

const parsed = parseConfig({ text: readFileSync(path, 'latin1') });
if (!parsed.ok) throw new Error(parsed.error.reason);
const { sentinel, document } = parsed;

const store = new FileStore({ path, document, report: () => {} });

function save(epoch: bigint, left: number): void {
  if (left === 0) return;
  store.save({ ...sentinel, currentEpoch: epoch }, (saved) => {
    // Synchronous, so that what was printed is known even if we are killed right afterwards.
    writeSync(1, saved ? `${epoch}\n` : 'failed\n');
    save(epoch + 1n, left - 1);
  });
}

save(sentinel.currentEpoch + 1n, Number(count));
