// How many clients there is room for, at both doors. Each takes one of the files that the system
// lets a process open, and without a free one nothing can be saved and no node be reached:
// strangers must not be able to bring us there.

import { readFileSync } from 'node:fs';

/** Where Linux tells the limits of this process; other systems have no such file. */
const LIMITS_FILE = '/proc/self/limits';

/** The process itself, its writing thread, the log and what is opened for moments. */
const OWN_FILES = 64;

/** A group with two replicas needs six links; peers are shared, and there may be more replicas. */
const FILES_PER_GROUP = 8;

export interface Need {
  readonly groupCount: number;
  /** null: unknown. */
  readonly openFilesMax: number | null;
}

export interface ClientRoom extends Need {
  readonly wanted: number;
  /** What the HTTP door and webhooks may take; absent: there are none. */
  readonly httpFiles?: number;
}

/** What is left for all clients together, below 0 where it is too little; null: unknown. */
export function roomForAll({ groupCount, openFilesMax }: Need): number | null {
  return openFilesMax === null ? null : openFilesMax - OWN_FILES - FILES_PER_GROUP * groupCount;
}

/** At most `wanted`, at least one. */
export function clientsWithRoom({ wanted, httpFiles = 0, ...need }: ClientRoom): number {
  const room = roomForAll(need);
  return room === null ? wanted : Math.max(1, Math.min(wanted, room - httpFiles));
}

/** null where it cannot be found out or there is none. */
export function openFilesMax(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync(LIMITS_FILE, 'utf8'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}
