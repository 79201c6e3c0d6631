// What commands may see of the process and its settings, measured when asked.

import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { machine, release, type } from 'node:os';
import { fromByteText, toByteText } from '../adapters/byte-text.ts';
import type { AclSight, ProcessSight, SavesSight, SettingsSight } from '../commands/command.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import type { State } from '../core/state.ts';
import type { LogLevel } from '../events/level.ts';
import type { Clock } from '../ports/ports.ts';
import type { ScriptSight } from '../scripts/queue.ts';
import type { ServerNumbers } from '../server/server.ts';
import type { UserBook } from '../server/user-book.ts';
import { mainThreadCpu } from './main-thread-cpu.ts';
import type { SupervisorKind } from './supervisor.ts';

export interface ProcessFacts {
  readonly version: string;
  /** 40 hexadecimal characters, new at every start. */
  readonly runId: string;
  readonly supervisedBy: SupervisorKind;
  readonly port: number;
  /** Absolute. */
  readonly configFile: string;
  readonly clock: Clock;
  /** On the monotonic clock. */
  readonly startedAtMs: number;
}

export interface Measured {
  numbers(): ServerNumbers;
  scripts(): readonly ScriptSight[];
  saves(): SavesSight;
}

/** What does not change, or is asked from the system only when INFO shows it. */
export function processSight(
  facts: ProcessFacts,
  { numbers, scripts, saves }: Measured,
): () => ProcessSight {
  const still = {
    vedetteVersion: facts.version,
    processId: process.pid,
    runId: facts.runId,
    supervisedBy: facts.supervisedBy,
    port: facts.port,
    executable: toByteText(process.argv[1] ?? process.execPath),
    configFile: toByteText(facts.configFile),
    os: `${type()} ${release()} ${machine()}`,
    archBits: 64,
  };
  return () => {
    const { user, system } = process.cpuUsage();
    const main = mainThreadCpu() ?? { userMs: user / 1000, systemMs: system / 1000 };
    return {
      ...still,
      wallMs: facts.clock.wallMs(),
      uptimeMs: facts.clock.monotonicMs() - facts.startedAtMs,
      cpuUserMs: user / 1000,
      cpuSystemMs: system / 1000,
      mainThreadCpuUserMs: main.userMs,
      mainThreadCpuSystemMs: main.systemMs,
      ...numbers(),
      scripts,
      saves: saves(),
    };
  };
}

export function settingsSight(
  state: State,
  server: ServerSettings,
  log: { readonly level: LogLevel },
): SettingsSight {
  return {
    get announceHostnames() {
      return state.settings.announceHostnames;
    },
    get resolveHostnames() {
      return state.settings.resolveHostnames;
    },
    denyScriptsReconfig: state.settings.denyScriptsReconfig,
    get logLevel() {
      return log.level;
    },
    maxClients: server.maxClients,
    renamedCommands: (name) => state.groups.get(name)?.options.renamedCommands ?? new Map(),
    isExecutable,
  };
}

/** `path` holds one character a byte. */
function isExecutable(path: string): boolean {
  try {
    accessSync(fromByteText(path), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A member of it is only made when a command looks at it: most look at none. */
export function aclSight(book: UserBook, clock: Clock, { aclFile }: ServerSettings): AclSight {
  return {
    get users() {
      return book.users;
    },
    context: book.context,
    get log() {
      return book.log.entries;
    },
    get nowMs() {
      return clock.monotonicMs();
    },
    hasFile: aclFile !== null,
    randomHex: (length) =>
      randomBytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length),
  };
}
