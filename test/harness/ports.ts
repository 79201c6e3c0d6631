// Free ports of 127.0.0.1, below the range from which the system gives ports to outgoing
// connections. Test files run side by side, so a process first takes a stretch of ports for itself:
// it listens on the stretch's first port for as long as it lives, and the system lets only one do
// that. What a process starts itself must go through here as well.

import { createServer, type Server } from 'node:net';

const FIRST_PORT = 10_000;
const STRETCH = 100;
const STRETCHES = 200;

/** The ports of this process that were not given yet, lowest first. */
const own: number[] = [];
/** Held so that the claims are not collected; the system ends them with the process. */
const claims: Server[] = [];
let tried = 0;

/** A port that nothing listens on and that no process that asks here has been given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = own.shift();
    if (port === undefined) await claimStretch();
    else if (await isFree(port)) return port;
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let index = 0; index < count; index += 1) ports.push(await freePort());
  return ports;
}

/** Whether a server could listen there now. One that listens on all addresses counts as well. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server === undefined) return false;
  return await new Promise((resolve) => server.close(() => resolve(true)));
}

/** Starts at a place of its own, so that processes do not all try the same stretches first. */
async function claimStretch(): Promise<void> {
  for (; tried < STRETCHES; ) {
    const first = FIRST_PORT + ((process.pid + tried) % STRETCHES) * STRETCH;
    tried += 1;
    const claim = await listenOn(first);
    if (claim === undefined) continue;
    claims.push(claim.unref());
    for (let port = first + 1; port < first + STRETCH; port += 1) own.push(port);
    return;
  }
  throw new Error('No stretch of ports of 127.0.0.1 is free');
}

function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
