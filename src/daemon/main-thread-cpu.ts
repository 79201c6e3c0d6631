// The processor time of the main thread alone, which Node 20 cannot tell: Linux has it in a file.

import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the machine. */
const MS_PER_TICK = 10;
/** Of the fields behind the name, which may hold blanks itself and ends with the last bracket. */
const USER_FIELD = 11;
const SYSTEM_FIELD = 12;

export interface ThreadCpu {
  readonly userMs: number;
  readonly systemMs: number;
}

/** null: this system has no such file. */
export function mainThreadCpu(): ThreadCpu | null {
  try {
    return parseThreadStat(readFileSync(`/proc/self/task/${process.pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** null: not what Linux writes. */
export function parseThreadStat(text: string): ThreadCpu | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const userMs = Number(fields[USER_FIELD]) * MS_PER_TICK;
  const systemMs = Number(fields[SYSTEM_FIELD]) * MS_PER_TICK;
  return Number.isFinite(userMs) && Number.isFinite(systemMs) ? { userMs, systemMs } : null;
}
