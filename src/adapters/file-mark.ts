// What tells that somebody else has written a file: compared, never read.

import { statSync } from 'node:fs';

/** Changes whenever the file is written by anybody; null: there is no file. */
export function markOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
