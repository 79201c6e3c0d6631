// A node hangs: its connections stand, nothing is answered, and later it goes on as if nothing had
// been.

import { drawDurationMs, type Fault, NODE_AWAY_MS, pickNode } from './fault.ts';

const MASTER_PERMILLE = 600;

export const stopNode: Fault = {
  name: 'stop-node',
  begin(cluster, random) {
    const { host } = pickNode(cluster, random, MASTER_PERMILLE);
    if (host.state !== 'running') return null;
    host.stop();
    return {
      what: `${host.name} hangs`,
      durationMs: drawDurationMs(random, NODE_AWAY_MS),
      end: () => host.resume(),
    };
  },
};
