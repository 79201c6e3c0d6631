// What a process leaves in the file system besides its configuration and log: the file with its
// number.

import { rmSync, writeFileSync } from 'node:fs';
import { systemErrorText } from '../adapters/system-error.ts';

/** Where a daemon writes its number if the file does not say. */
export const DEFAULT_PID_FILE = '/var/run/vedette.pid';

/** Why the number could not be written; null when it was. */
export function writePidFile(path: string): string | null {
  try {
    writeFileSync(path, `${process.pid}\n`);
    return null;
  } catch (error) {
    return systemErrorText(error);
  }
}

/** Why it is still there; null when it is gone. */
export function removePidFile(path: string): string | null {
  try {
    rmSync(path, { force: true });
    return null;
  } catch (error) {
    return systemErrorText(error);
  }
}
