// What of the machine is in a Sentinel's way, for `--check-system`: in stock's form, with the
// checks that matter to a process that neither forks nor holds data.

import { readFileSync } from 'node:fs';
import { DEFAULT_SERVER_SETTINGS } from '../config/server-settings.ts';
import { clientsWithRoom, openFilesMax } from './open-files.ts';

const CLOCK_SOURCE_FILE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';

/** Reading one of these takes microseconds where others take nanoseconds. */
const SLOW_CLOCK_SOURCES: readonly string[] = ['xen', 'acpi_pm', 'hpet', 'jiffies'];

/** What is known of the machine. */
export interface Machine {
  /** null: unknown. */
  readonly clockSource: string | null;
  readonly openFilesMax: number | null;
}

export interface SystemReport {
  readonly text: string;
  readonly isFine: boolean;
}

export function thisMachine(): Machine {
  return { clockSource: firstLine(CLOCK_SOURCE_FILE), openFilesMax: openFilesMax() };
}

export function checkSystem(machine: Machine): SystemReport {
  const checks = [
    ['clocksource', clockProblem(machine)],
    ['open-files', openFilesProblem(machine)],
  ] as const;
  const lines = checks.map(([name, problem]) =>
    problem === null ? `[${name}]...OK\n` : `[${name}]...WARNING:\n${problem}\n`,
  );
  return { text: lines.join(''), isFine: checks.every(([, problem]) => problem === null) };
}

function clockProblem({ clockSource }: Machine): string | null {
  if (clockSource === null || !SLOW_CLOCK_SOURCES.includes(clockSource)) return null;
  return (
    `The system reads its clock from ${clockSource}, which is slow. Where the processor has a ` +
    `reliable counter, write tsc to ${CLOCK_SOURCE_FILE}.`
  );
}

function openFilesProblem({ openFilesMax: most }: Machine): string | null {
  const wanted = DEFAULT_SERVER_SETTINGS.maxClients;
  const room = clientsWithRoom({ wanted, groupCount: 1, openFilesMax: most });
  if (room >= wanted) return null;
  return (
    `A process may open ${most} files, which leaves room for ${room} clients; the default of ` +
    `maxclients is ${wanted}. Raise 'ulimit -n' or LimitNOFILE, or lower maxclients.`
  );
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
