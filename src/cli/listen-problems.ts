// Which places of a configuration cannot be listened on, as far as that shows without listening: a
// Sentinel may run there. In the words that the daemon ends with.

import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromByteText } from '../adapters/byte-text.ts';
import type { ServerSettings } from '../config/server-settings.ts';
import { isPathTooLong, listenReport } from '../daemon/listen-report.ts';

export interface ListenTrouble {
  /** One character a byte, like the settings. */
  readonly reason: string;
  /** Empty: the reason says it. */
  readonly remedy: string;
}

/** In the folder that the configuration enters. */
export function listenProblems(server: ServerSettings): readonly ListenTrouble[] {
  return [...addressProblems(server), ...socketProblems(server)];
}

/** Several addresses in one word are looked up as one name, and nothing is called so. */
function addressProblems({ bind, port, tls }: ServerSettings): readonly ListenTrouble[] {
  const place =
    port === 0 ? { kind: 'tls' as const, port: tls.port } : { kind: 'tcp' as const, port };
  if (place.port === 0) return [];
  return bind
    .filter((each) => each.includes(','))
    .map((each): ListenTrouble => {
      const shown = each.replace(/^-/, '');
      const where = { host: shown, shown, optional: shown !== each };
      const problem = { place: { ...place, bind: where }, code: 'ENOTFOUND' };
      return {
        reason: listenReport({ outcome: 'failed', problems: [problem] })
          .warnings.join()
          .replace('Warning: ', ''),
        remedy: 'Part the addresses of bind by blanks.',
      };
    });
}

function socketProblems({ unixSocket }: ServerSettings): readonly ListenTrouble[] {
  if (unixSocket === null) return [];
  const path = fromByteText(unixSocket);
  const code = socketProblem(path);
  if (code === null) return [];
  const place = { kind: 'unix', path, shownAs: unixSocket, permissions: null } as const;
  const { end } = listenReport({ outcome: 'failed', problems: [{ place, code }] });
  return [{ reason: `${end ?? ''} (${unixSocket})`, remedy: '' }];
}

/** The system's code; null: a socket can be made there. One that is there is replaced. */
function socketProblem(path: string): string | null {
  const folder = dirname(path);
  if (isPathTooLong(path)) return 'ENAMETOOLONG';
  if (!existsSync(folder)) return 'ENOENT';
  if (!statSync(folder).isDirectory()) return 'ENOTDIR';
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false) return 'EADDRINUSE';
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return 'EACCES';
  }
}
