// What a process uses, as the kernel counts it. Linux only; elsewhere there is no number, and the
// table says so.

import { readFileSync } from 'node:fs';

/** The kernel counts processor time in these units on every architecture that Node runs on. */
const TICK_MS = 10;

/** User and system time of all threads since the start; NaN where it cannot be read. */
export function cpuMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in MiB; NaN where it cannot be read. */
export function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? Number.NaN) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
