// A node runs a script that does not end: it answers BUSY to all but SCRIPT KILL.

import { drawDurationMs, type Fault, NODE_AWAY_MS, pickNode } from './fault.ts';

const MASTER_PERMILLE = 600;

export const busyNode: Fault = {
  name: 'busy-node',
  begin(cluster, random) {
    const node = pickNode(cluster, random, MASTER_PERMILLE);
    if (!node.host.isAlive || node.isBusy) return null;
    node.startScript();
    return {
      what: `${node.host.name} runs an endless script`,
      durationMs: drawDurationMs(random, NODE_AWAY_MS),
      end: () => node.endScript(),
    };
  },
};
