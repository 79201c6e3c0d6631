// Some connections, or all, are reset.

import type { Fault } from './fault.ts';

export const resetConnections: Fault = {
  name: 'reset-connections',
  begin(cluster, random) {
    const count = cluster.network.resetSome(random.pick([50, 300, 1000]));
    return { what: `${count} connections are reset`, durationMs: 0, end: () => {} };
  },
};
