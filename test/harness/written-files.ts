// Keeps what Sentinels of ours wrote when a test is over, so that at the end of all tests a stock
// Sentinel can be started on each of it. Only files that differ in more than numbers are kept.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that files are kept in; unset: none are. */
export const WRITTEN_FILES = 'VEDETTE_WRITTEN_FILES';

/** Longer ones are left out: they are of tests of size. */
const MOST_BYTES = 200_000;
const MOST_DEPTH = 3;

/** Looks through the folder of a test. */
export function keepWrittenFiles(folder: string, depth = 0): void {
  if (process.env[WRITTEN_FILES] === undefined || depth > MOST_DEPTH) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('stock-')) keepWrittenFiles(path, depth + 1);
    if (entry.isFile() && entry.name.endsWith('.conf')) keepWrittenFile(path);
  }
}

export function keepWrittenFile(path: string): void {
  const folder = process.env[WRITTEN_FILES];
  if (folder === undefined || !existsSync(path)) return;
  const text = readFileSync(path, 'latin1');
  if (text.length > MOST_BYTES || !isOurs(text)) return;
  const shape = text.replaceAll(/[0-9a-f]{40}/g, 'id').replaceAll(/\d+/g, '0');
  const name = createHash('sha256').update(shape, 'latin1').digest('hex').slice(0, 16);
  writeFileSync(join(folder, `${name}.conf`), text, 'latin1');
}

/** Written, and not by stock, which adds a line about latency. Texts with a zero byte are left out:
 *  stock cuts them there. */
function isOurs(text: string): boolean {
  const isWritten =
    /^sentinel myid \S{40}$/m.test(text) && /^sentinel current-epoch \d+$/m.test(text);
  return isWritten && !text.includes('\\x00') && !/^latency-tracking-info/m.test(text);
}
