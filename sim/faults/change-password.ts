// Somebody changes the password of a node and tells nobody: connections that stand go on, new ones
// are turned away, those of replicas as well.

import { drawDurationMs, type Fault, pickNode } from './fault.ts';

const MASTER_PERMILLE = 500;
const LONGEST_MS = 12_000;

export const changePassword: Fault = {
  name: 'change-password',
  begin(cluster, random) {
    const node = pickNode(cluster, random, MASTER_PERMILLE);
    if (node.password !== node.options.password) return null;
    node.password = 'changed';
    const dropsAll = random.permille(500);
    if (dropsAll) node.killSessions('normal', null);
    return {
      what: `of ${node.host.name}${dropsAll ? ', which sends everybody away' : ''}`,
      durationMs: drawDurationMs(random, LONGEST_MS),
      end() {
        node.password = node.options.password;
      },
    };
  },
};
