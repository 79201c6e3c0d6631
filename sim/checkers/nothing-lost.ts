// HANDOVER-6: when a leader says that it handed a master over, the promoted replica had every write
// that the old master ever took, and the old master is a replica.

import type { Checker } from '../observer.ts';

export const nothingLost: Checker = {
  name: 'nothing-lost',
  watch(cluster, complain) {
    return {
      event(sentinel, event) {
        if (event.name !== '+hand-over') return;
        const { name, address } = event.subject;
        const from = sentinel.state?.groups.get(name)?.lastSwitch?.from;
        const group = cluster.group(name);
        const promoted = group?.nodeAt(address);
        const old = from === undefined ? null : group?.nodeAt(from);
        if (!promoted || !old) return;
        // What has become of them since is another story: the event waited for the disk.
        if (promoted.master !== null || old.master === null) return;
        const { lastReign } = old;
        const { lastPromotion } = promoted;
        if (lastReign === null || lastPromotion === null) return;
        const text = `${sentinel.name} says that ${old.host.name} was handed over to ${promoted.host.name}`;
        if (lastReign.history !== lastPromotion.history) complain(`${text}: of another history`);
        if (lastReign.offset > lastPromotion.offset) {
          complain(`${text}: ${lastReign.offset - lastPromotion.offset} bytes of writes are lost`);
        }
      },
    };
  },
};
