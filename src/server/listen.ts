// Opens the listening sockets: for each `bind` one that speaks plainly and one that speaks TLS, as
// far as the file asks for them, and the unix socket. All or none: what fails ends it, except for
// addresses that this machine does not have.

import { chmodSync, existsSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { ServerOptions } from './server-options.ts';

export interface Bind {
  readonly host: string;
  /** As the file names it, without the `-`. */
  readonly shown: string;
  readonly optional: boolean;
}

export type Place =
  | { readonly kind: 'tcp' | 'tls'; readonly bind: Bind; readonly port: number }
  | ({ readonly kind: 'unix' } & UnixSocketOptions);

export interface UnixSocketOptions {
  readonly path: string;
  /** The path as clients see it, one character a byte. */
  readonly shownAs: string;
  /** null: the umask decides. */
  readonly permissions: number | null;
}

export interface ListenProblem {
  readonly place: Place;
  /** The system's code, such as EADDRINUSE. */
  readonly code: string;
}

export interface Listening {
  /** `nowhere`: every address that was asked for is missing here. */
  readonly outcome: 'listening' | 'failed' | 'nowhere';
  readonly servers: readonly Server[];
  /** What could not be opened, in the order of the attempts. If it failed, the last one ended it. */
  readonly problems: readonly ListenProblem[];
}

export interface ListenHandlers {
  connected(socket: Socket, place: Place): void;
  /** A connection could not be accepted, as when the process has too many files open. */
  acceptFailed(code: string): void;
}

/** Longer ones do not fit into what the system takes; it would cut them off. */
export const UNIX_PATH_BYTES_MAX = 107;
export const PATH_TOO_LONG = 'ENAMETOOLONG';

const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['*', '0.0.0.0'],
  ['::*', '::'],
]);

/** A family of addresses that is not spoken here stops nobody. */
const FAMILY_MISSING: ReadonlySet<string> = new Set([
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOPROTOOPT',
]);

export function parseBind(text: string): Bind {
  const optional = text.startsWith('-');
  const shown = optional ? text.slice(1) : text;
  return { host: WILDCARDS.get(shown) ?? shown, shown, optional };
}

export async function listen(options: ServerOptions, handlers: ListenHandlers): Promise<Listening> {
  const servers: Server[] = [];
  const problems: ListenProblem[] = [];
  for (const place of placesOf(options)) {
    const opened = await open(place, options, handlers);
    if (typeof opened !== 'string') {
      servers.push(opened);
      continue;
    }
    problems.push({ place, code: opened });
    if (mayBeMissing(place, opened)) continue;
    for (const server of servers) server.close();
    return { outcome: 'failed', servers: [], problems };
  }
  return { outcome: servers.length > 0 ? 'listening' : 'nowhere', servers, problems };
}

function placesOf({ port, tls, unixSocket, binds }: ServerOptions): readonly Place[] {
  const places: Place[] = [];
  const parsed = binds.map(parseBind);
  if (port !== null) places.push(...parsed.map((bind) => ({ kind: 'tcp', bind, port }) as const));
  if (tls !== null) {
    places.push(...parsed.map((bind) => ({ kind: 'tls', bind, port: tls.port }) as const));
  }
  if (unixSocket !== null) places.push({ kind: 'unix', ...unixSocket });
  return places;
}

function mayBeMissing(place: Place, code: string): boolean {
  if (place.kind === 'unix') return false;
  return FAMILY_MISSING.has(code) || (place.bind.optional && code === 'EADDRNOTAVAIL');
}

/** The server, or the code of what went wrong. */
function open(
  place: Place,
  options: ServerOptions,
  handlers: ListenHandlers,
): Promise<Server | string> {
  const server = createServer({
    // A client that has sent all its commands may still wait for the replies.
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: options.tcpKeepAliveMs > 0,
    keepAliveInitialDelay: options.tcpKeepAliveMs,
  });
  server.on('connection', (socket: Socket) => handlers.connected(socket, place));
  const { backlog } = options;
  if (place.kind !== 'unix') {
    const { bind, port } = place;
    const where = { host: bind.host, port, backlog, ipv6Only: true };
    return started(server, handlers, () => server.listen(where));
  }
  const { path, permissions } = place;
  if (Buffer.byteLength(path) > UNIX_PATH_BYTES_MAX) return Promise.resolve(PATH_TOO_LONG);
  // Node would call that EACCES.
  if (!existsSync(dirname(path))) return Promise.resolve('ENOENT');
  removeStaleSocket(path);
  return started(
    server,
    handlers,
    () => server.listen({ path, backlog }),
    () => {
      if (permissions !== null) chmodSync(path, permissions);
    },
  );
}

function started(
  server: Server,
  handlers: ListenHandlers,
  start: () => void,
  finish: () => void = () => {},
): Promise<Server | string> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? 'EUNKNOWN');
    server.once('error', failed);
    server.once('listening', () => {
      server.off('error', failed);
      server.on('error', (error: NodeJS.ErrnoException) => {
        handlers.acceptFailed(error.code ?? 'EUNKNOWN');
      });
      finish();
      resolve(server);
    });
    start();
  });
}

/** What a process that was killed has left. Nothing else than a socket is removed. */
function removeStaleSocket(path: string): void {
  try {
    if (lstatSync(path).isSocket()) unlinkSync(path);
  } catch {
    // Then listening fails, and says why.
  }
}
