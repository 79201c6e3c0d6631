// LINEAGE-1, LINEAGE-4: a server of somebody else, which has got the address of a replica, is not
// told by a Vedette to follow, and not promoted. One that has never seen a master of the group
// since it was started has nothing to compare with, and what stock does is not judged. One that has
// data and nothing else is told by who knew a replica there (LINEAGE-3).

import { sameAddress } from '../../src/core/address.ts';
import type { InfoFacts } from '../../src/core/facts.ts';
import type { LinkSpec } from '../../src/core/output.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const noCapture: Checker = {
  name: 'no-capture',
  watch(cluster, complain) {
    /** Of each process the groups of which it knows a history. */
    const informed = new Set<string>();
    /** Of each process the addresses at which it heard a replica of the group in step. */
    const replicas = new Map<string, Set<string>>();
    const replicasOf = (sentinel: SimSentinel): Set<string> => {
      const known = replicas.get(sentinel.name) ?? new Set();
      replicas.set(sentinel.name, known);
      return known;
    };
    for (const group of cluster.groups) {
      for (const node of group.nodes) {
        node.onCaptured = (by, master) => {
          const sentinel = cluster.sentinelAt(by);
          if (sentinel === null || !informed.has(`${sentinel.name} ${group.name}`)) return;
          const { address } = node.host;
          const known = sentinel.state?.groups.get(group.name)?.replicas.values() ?? [];
          const isFormer = [...known].some(
            (replica) => replica.node.isFormerMaster && sameAddress(replica.node.address, address),
          );
          const isTold = !isFormer && replicasOf(sentinel).has(address.host);
          if (node.isPlainStranger && !isTold) return;
          const who = `a stranger at ${node.host.name}`;
          const what = master === null ? `promotes ${who}` : `makes ${who} follow`;
          complain(`${sentinel.name} ${what}`);
        };
      }
    }
    return {
      started(sentinel) {
        replicas.delete(sentinel.name);
        for (const { name } of cluster.groups) informed.delete(`${sentinel.name} ${name}`);
      },
      event(sentinel, event) {
        if (event.name === '+switch-master') {
          // One that was a master already, or that a stock Sentinel has promoted.
          cluster.groupAt(event.to)?.nodeAt(event.to)?.join();
        }
        if (event.name === '-slave') replicasOf(sentinel).delete(event.subject.address.host);
        if (event.name === '+reset-master') replicas.delete(sentinel.name);
        // Monitored again it begins anew.
        if (event.name !== '-monitor') return;
        informed.delete(`${sentinel.name} ${event.subject.name}`);
      },
      sent(sentinel, request, spec) {
        if (request.kind !== 'reconfigure' || request.follow !== null) return;
        replicasOf(sentinel).delete(spec.address.host);
      },
      input(sentinel, input, spec) {
        if (input.kind !== 'reply' || input.reply.kind !== 'info' || spec === null) return;
        const node = cluster.groupAt(spec.address)?.nodeAt(spec.address);
        if (node?.hasGivenWay === false)
          hear(replicasOf(sentinel), sentinel, spec, input.reply.info);
        if (input.reply.info.role !== 'master' || !sentinel.isMaster(spec.address)) return;
        const group = cluster.groupAt(spec.address);
        if (group !== null) informed.add(`${sentinel.name} ${group.name}`);
      },
    };
  },
};

function hear(
  replicas: Set<string>,
  sentinel: SimSentinel,
  { address }: LinkSpec,
  { role, masterHost, masterPort, masterLinkUp }: InfoFacts,
): void {
  if (role === 'master') replicas.delete(address.host);
  if (masterHost === null || masterPort === null || masterLinkUp !== true) return;
  const followsOurs = sentinel.isMaster({ host: masterHost, port: masterPort });
  if (followsOurs) replicas.add(address.host);
}
