// Free ports of 127.0.0.1. Every process takes its own stretch, below the range from which the
// system gives ports to outgoing connections, so that test files that run side by side do not take
// a port from each other between looking and listening.

import { createServer } from 'node:net';

const FIRST_PORT = 10_000;
const STRETCH = 100;
const STRETCHES = 200;

const start = FIRST_PORT + (process.pid % STRETCHES) * STRETCH;
let given = 0;

/** A port that nothing listens on and that this process has not given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    if (given >= STRETCH * STRETCHES) throw new Error('No port of 127.0.0.1 is free');
    const port = FIRST_PORT + ((start - FIRST_PORT + given) % (STRETCH * STRETCHES));
    given += 1;
    if (await isFree(port)) return port;
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let index = 0; index < count; index += 1) ports.push(await freePort());
  return ports;
}

/** Whether a server could listen there now. One that listens on all addresses counts as well. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
