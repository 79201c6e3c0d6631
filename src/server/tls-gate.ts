// The way in for clients that speak TLS: makes the handshake on connections that somebody else has
// accepted, and looks at the client's certificate. Who never finishes the handshake is cut off, and
// counts until then.

import type { Socket } from 'node:net';
import { createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import { endpoint } from './client-line.ts';

export interface TlsOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Whether a client has to show a certificate; `optional`: one that it shows has to be good. */
  readonly clientCertificates: 'yes' | 'no' | 'optional';
  readonly context: TlsContext;
  /** How long a handshake may take. */
  readonly handshakeLimitMs: number;
}

/** How to speak TLS as a server. */
export interface TlsContext extends SecureContextOptions {
  /** In seconds. */
  readonly sessionTimeout?: number;
}

export interface TlsGateHandlers {
  /** Its handshake is done and its certificate is good. */
  entered(socket: TLSSocket): void;
  /** Its handshake is done, and it may not come in. */
  refused(socket: TLSSocket, reason: string): void;
  /** There was no handshake. */
  failed(remote: string, reason: string): void;
}

/** The other side went away: what scanners and health checks do. */
const GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

export class TlsGate {
  readonly #server: Server;
  /** Connections without a handshake yet, by where they come from. */
  readonly #pending = new Map<string, Socket>();

  constructor(
    { clientCertificates, context, handshakeLimitMs }: TlsOptions,
    handlers: TlsGateHandlers,
  ) {
    this.#server = createServer({
      ...context,
      requestCert: clientCertificates !== 'no',
      // We look ourselves: Node would close the connection without a word, and to `optional` it has
      // no equal.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeLimitMs,
    });
    this.#server.on('secureConnection', (socket) => {
      this.#pending.delete(endpoint(socket.remoteAddress, socket.remotePort));
      const reason = clientCertificates === 'no' ? null : certificateFault(socket);
      if (reason === null || (reason === NO_CERTIFICATE && clientCertificates === 'optional')) {
        handlers.entered(socket);
      } else {
        handlers.refused(socket, reason);
      }
    });
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      const remote = endpoint(socket.remoteAddress, socket.remotePort);
      socket.destroy();
      if (!GONE.has(error.code ?? '')) handlers.failed(remote, tlsFault(error));
    });
  }

  /** How many have not finished their handshake. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  admit(socket: Socket): void {
    const remote = endpoint(socket.remoteAddress, socket.remotePort);
    this.#pending.set(remote, socket);
    socket.on('close', () => {
      if (this.#pending.get(remote) === socket) this.#pending.delete(remote);
    });
    this.#server.emit('connection', socket);
  }

  /** For the handshakes from now on. Throws what `createSecureContext` throws. */
  renew(context: TlsContext): void {
    this.#server.setSecureContext(context);
  }

  close(): void {
    for (const socket of this.#pending.values()) socket.destroy();
  }
}

const NO_CERTIFICATE = 'it showed no certificate';

/** Why the client's certificate does not do; null when it does. A session that was begun without a
 *  certificate and is taken up again counts as authorized for Node: the certificate itself must be
 *  there. */
function certificateFault(socket: TLSSocket): string | null {
  if (socket.getPeerX509Certificate() === undefined) return NO_CERTIFICATE;
  return socket.authorized ? null : `its certificate is refused: ${socket.authorizationError}`;
}

/** What OpenSSL says, without the places in its source. */
function tlsFault(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
