// What the log says when an address cannot be listened on, in the words of stock.

import { systemErrorText } from '../adapters/system-error.ts';
import {
  type Listening,
  type ListenProblem,
  PATH_TOO_LONG,
  type Place,
  UNIX_PATH_BYTES_MAX,
} from '../server/listen.ts';

/** For who only looks: the server refuses such a socket. */
export function isPathTooLong(path: string): boolean {
  return Buffer.byteLength(path) > UNIX_PATH_BYTES_MAX;
}

export interface ListenReport {
  /** In order. A unix socket that fails has none: its sentence ends the process. */
  readonly warnings: readonly string[];
  /** Why the process has to end; null: it serves. */
  readonly end: string | null;
}

export function listenReport({ outcome, problems }: Omit<Listening, 'servers'>): ListenReport {
  const warnings = problems.flatMap(warningOf);
  switch (outcome) {
    case 'listening':
      return { warnings, end: null };
    case 'nowhere':
      return { warnings, end: NOWHERE };
    case 'failed':
      return { warnings, end: endOf(problems.at(-1)) };
  }
}

export const NOWHERE = 'Configured to not listen anywhere, exiting.';

function warningOf({ place, code }: ListenProblem): readonly string[] {
  if (place.kind === 'unix') return [];
  const where = `${place.bind.shown}:${place.port}`;
  return [`Warning: Could not create server TCP listening socket ${where}: ${problemText(code)}`];
}

function endOf(problem: ListenProblem | undefined): string {
  if (problem === undefined) return NOWHERE;
  const { place, code } = problem;
  if (place.kind === 'unix') return `Failed opening Unix socket: ${unixProblem(place, code)}`;
  return `Failed listening on port ${place.port} (${place.kind.toUpperCase()}), aborting.`;
}

function unixProblem({ path }: Extract<Place, { kind: 'unix' }>, code: string): string {
  if (code !== PATH_TOO_LONG) return problemText(code);
  const length = Buffer.byteLength(path);
  return `unix socket path too long (${length}), must be under ${UNIX_PATH_BYTES_MAX + 1}`;
}

/** The call is named as stock does, except where the address was not even found. */
function problemText(code: string): string {
  if (code === 'ENOTFOUND') return 'Name or service not known';
  return `bind: ${systemErrorText(Object.assign(new Error(code), { code }))}`;
}
