// A node ends, alone or with its machine, and starts again later from what it kept.

import { drawDurationMs, type Fault, NODE_AWAY_MS, pickNode } from './fault.ts';

const MASTER_PERMILLE = 600;
const MACHINE_LOST_PERMILLE = 300;

export const crashNode: Fault = {
  name: 'crash-node',
  begin(cluster, random) {
    const node = pickNode(cluster, random, MASTER_PERMILLE);
    if (!node.host.isAlive) return null;
    const state = random.permille(MACHINE_LOST_PERMILLE) ? 'lost' : 'dead';
    node.end(state);
    return {
      what: `${node.host.name} is ${state}`,
      durationMs: drawDurationMs(random, NODE_AWAY_MS),
      end() {
        if (!node.host.isAlive) node.start();
      },
    };
  },
};
