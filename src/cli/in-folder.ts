// Work in the folder that a configuration enters, as the daemon does before it reads what relative
// paths name; afterwards the process is where it was.

import { fromByteText } from '../adapters/byte-text.ts';

/** `folder`: one character a byte; null: it stays where it is, as it does where the folder cannot
 *  be entered, because the file was brought here from another machine. `work` must not wait. */
export function inFolder<T>(folder: string | null, work: () => T): T {
  const before = process.cwd();
  if (folder === null || !isEntered(fromByteText(folder))) return work();
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}

function isEntered(folder: string): boolean {
  try {
    process.chdir(folder);
    return true;
  } catch {
    return false;
  }
}
