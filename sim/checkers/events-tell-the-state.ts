// Who follows only the events knows in the end who is down: after the last event about an instance
// they say of it what the Vedette itself holds.

import { type Address, addressKey } from '../../src/core/address.ts';
import type { Checker } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

export const eventsTellTheState: Checker = {
  name: 'events-tell-the-state',
  watch(cluster, complain) {
    const told = new Map<string, boolean>();
    const key = (sentinel: SimSentinel, group: string, address: Address): string =>
      `${sentinel.name} ${group} ${addressKey(address)}`;
    return {
      started(sentinel) {
        for (const known of told.keys())
          if (known.startsWith(`${sentinel.name} `)) told.delete(known);
      },
      event(sentinel, event) {
        const { name, ...facts } = event;
        // SDOWN-4; of the old one it is said again. A switch to that one may never have been told.
        if (event.name === '+switch-master') {
          for (const each of [event.from, event.to]) {
            told.delete(key(sentinel, event.groupName, each));
          }
        }
        const isForgotten = name === '+reset-master' || name === '-monitor';
        if (isForgotten && 'subject' in facts) {
          const ofGroup = `${sentinel.name} ${facts.subject.name} `;
          for (const known of told.keys()) if (known.startsWith(ofGroup)) told.delete(known);
        }
        if (name === '-slave' && 'subject' in facts) {
          told.delete(key(sentinel, facts.subject.group?.name ?? '', facts.subject.address));
        }
        if ((name !== '+sdown' && name !== '-sdown') || !('subject' in facts)) return;
        const { subject } = facts;
        const group = subject.group?.name ?? subject.name;
        told.set(key(sentinel, group, subject.address), name === '+sdown');
      },
      agreed() {
        for (const sentinel of cluster.sentinels) {
          for (const group of sentinel.state?.groups.values() ?? []) {
            const nodes = [group.master, ...[...group.replicas.values()].map(({ node }) => node)];
            for (const node of nodes) {
              const isDown = node.downSinceMs !== null;
              const isTold = told.get(key(sentinel, group.name, node.address)) ?? false;
              if (isDown === isTold) continue;
              const what = `${sentinel.name} last said that ${node.address.host}`;
              complain(`${what} is ${isTold ? 'down' : 'up'}, and holds the opposite`);
            }
          }
        }
      },
    };
  },
};
