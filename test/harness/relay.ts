// A TCP relay that can stop passing on what its server says, without a connection being lost: what
// a replica sees of a path that is too slow.

import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports.ts';
import type { Sandbox } from './sandbox.ts';

export class Relay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #stopped = false;

  private constructor(port: number, server: Server) {
    this.port = port;
    this.#server = server;
  }

  /** Passes everything on to `serverPort` until it is stopped. */
  static async start(sandbox: Sandbox, serverPort: number): Promise<Relay> {
    const port = await freePort();
    const server = createServer();
    const relay = new Relay(port, server);
    server.on('connection', (client) => relay.#pass(client, serverPort));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    sandbox.onClose(() => relay.#end());
    return relay;
  }

  /** The server is not heard any more. */
  stop(): void {
    this.#stopped = true;
    for (const socket of this.#sockets) socket.pause();
  }

  #pass(client: Socket, serverPort: number): void {
    const upstream = createConnection({ host: '127.0.0.1', port: serverPort });
    this.#sockets.add(upstream);
    client.pipe(upstream);
    upstream.on('data', (chunk) => client.write(chunk));
    if (this.#stopped) upstream.pause();
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }

  #end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
