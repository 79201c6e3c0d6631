// LINEAGE-1, LINEAGE-4: a server of somebody else, which has got the address of a replica, is not
// told by a Vedette to follow, and not promoted. One that has never seen a master of the group
// since it was started has nothing to compare with, and what stock does is not judged.

import type { Checker } from '../observer.ts';

export const noCapture: Checker = {
  name: 'no-capture',
  watch(cluster, complain) {
    /** Of each process the groups of which it knows a history. */
    const informed = new Set<string>();
    for (const group of cluster.groups) {
      for (const node of group.nodes) {
        node.onCaptured = (by, master) => {
          const sentinel = cluster.sentinelAt(by);
          if (sentinel === null || !informed.has(`${sentinel.name} ${group.name}`)) return;
          const who = `a stranger at ${node.host.name}`;
          const what = master === null ? `promotes ${who}` : `makes ${who} follow`;
          complain(`${sentinel.name} ${what}`);
        };
      }
    }
    return {
      started(sentinel) {
        for (const { name } of cluster.groups) informed.delete(`${sentinel.name} ${name}`);
      },
      event(sentinel, event) {
        // Monitored again it begins anew.
        if (event.name !== '-monitor') return;
        informed.delete(`${sentinel.name} ${event.subject.name}`);
      },
      input(sentinel, input, spec) {
        if (input.kind !== 'reply' || input.reply.kind !== 'info' || spec === null) return;
        if (input.reply.info.role !== 'master' || !sentinel.isMaster(spec.address)) return;
        const group = cluster.groupAt(spec.address);
        if (group !== null) informed.add(`${sentinel.name} ${group.name}`);
      },
    };
  },
};
