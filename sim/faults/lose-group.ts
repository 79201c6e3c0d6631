// A whole group ends at once, as when its power is cut. The replicas come back one after the other;
// the master only when the fault is over.

import type { ModelNode } from '../node/model-node.ts';
import type { Fault } from './fault.ts';

const FIRST_BACK_MS = 8_000;
const APART_MS = 3_000;
const LONGEST_MS = 25_000;

export const loseGroup: Fault = {
  name: 'lose-group',
  begin(cluster, random) {
    const group = random.pick(cluster.groups);
    const nodes = random.shuffled(group.nodes);
    if (!nodes.every(({ host }) => host.isAlive)) return null;
    const [master] = group.masters();
    if (master === undefined) return null;
    for (const node of nodes) node.end('dead');
    let isOver = false;
    let atMs = random.durationMs(0, FIRST_BACK_MS);
    for (const node of nodes) {
      if (node === master) continue;
      cluster.world.after(atMs, () => {
        if (!isOver) start(node);
      });
      atMs += random.durationMs(0, APART_MS);
    }
    return {
      what: `${group.name} is dead, and its replicas come back`,
      durationMs: atMs + random.durationMs(0, LONGEST_MS),
      end() {
        isOver = true;
        for (const node of nodes) start(node);
      },
    };
  },
};

function start(node: ModelNode): void {
  if (!node.host.isAlive) node.start();
}
