// A node's machine is replaced by one with its name, its disk and another address, of which the
// name servers learn late; and name servers that answer nobody for a while.

import { drawDurationMs, type Fault, NODE_AWAY_MS, pickNode } from './fault.ts';

const MASTER_PERMILLE = 600;
const LONGEST_LAG_MS = 3_000;
const LONGEST_OUTAGE_MS = 10_000;

export const moveNode: Fault = {
  name: 'move-node',
  begin(cluster, random) {
    const node = pickNode(cluster, random, MASTER_PERMILLE);
    const { name, address } = node.host;
    if (!node.host.isAlive || !cluster.names.has(address)) return null;
    node.end('lost');
    cluster.names.assign(address.host, random.durationMs(0, LONGEST_LAG_MS));
    return {
      what: `${name} moves to another address`,
      durationMs: drawDurationMs(random, NODE_AWAY_MS),
      end() {
        if (!node.host.isAlive) node.start();
      },
    };
  },
};

export const deafNameServers: Fault = {
  name: 'deaf-name-servers',
  begin(cluster, random) {
    if (!cluster.options.hasNames) return null;
    const answer = cluster.names.fail();
    return {
      what: 'name servers answer nobody',
      durationMs: drawDurationMs(random, LONGEST_OUTAGE_MS),
      end: answer,
    };
  },
};
