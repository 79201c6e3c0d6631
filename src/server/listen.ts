// Opens the listening sockets: one for each `bind` of the file, all or none. An address with a `-`
// in front may be missing on this machine; what is taken or forbidden is a failure all the same.

import { createServer, type Server, type Socket } from 'node:net';
import type { ServerOptions } from './server-options.ts';

export interface Bind {
  readonly host: string;
  readonly optional: boolean;
}

export interface ListenFailure {
  readonly host: string;
  readonly port: number;
  /** The system's code, such as EADDRINUSE. */
  readonly code: string;
}

export type Listening =
  | { readonly kind: 'listening'; readonly servers: readonly Server[] }
  | { readonly kind: 'failed'; readonly failure: ListenFailure };

export interface ListenHandlers {
  connected(socket: Socket): void;
  /** A connection could not be accepted, as when the process has too many files open. */
  acceptFailed(code: string): void;
}

const ADDRESS_MISSING: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EPROTONOSUPPORT',
  'ENOTFOUND',
]);

export function parseBind(text: string): Bind {
  const optional = text.startsWith('-');
  const host = optional ? text.slice(1) : text;
  if (host === '*') return { host: '0.0.0.0', optional };
  return { host: host === '::*' ? '::' : host, optional };
}

export async function listen(options: ServerOptions, handlers: ListenHandlers): Promise<Listening> {
  const servers: Server[] = [];
  for (const bind of options.binds.map(parseBind)) {
    const opened = await open(bind, options, handlers);
    if (typeof opened !== 'string') {
      servers.push(opened);
    } else if (!bind.optional || !ADDRESS_MISSING.has(opened)) {
      for (const server of servers) server.close();
      const { port } = options;
      return { kind: 'failed', failure: { host: bind.host, port, code: opened } };
    }
  }
  return { kind: 'listening', servers };
}

/** The server, or the code of what went wrong. */
function open(
  bind: Bind,
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
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? 'EUNKNOWN');
    server.once('error', failed);
    const { port, backlog } = options;
    server.listen({ host: bind.host, port, backlog, ipv6Only: true }, () => {
      server.off('error', failed);
      server.on('error', (error: NodeJS.ErrnoException) => {
        handlers.acceptFailed(error.code ?? 'EUNKNOWN');
      });
      resolve(server);
    });
    server.on('connection', (socket: Socket) => handlers.connected(socket));
  });
}
