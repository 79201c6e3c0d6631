// The group takes over a newer configuration that a peer has (HELLO-5). Whether the peer is
// believed is decided before.

import type { Address } from '../address.ts';
import { recordSwitch } from '../failover/complete.ts';
import { giveUpHandOver } from '../failover/hand-over.ts';
import { announceSwitch, switchMaster } from '../failover/switch.ts';
import { rememberSeen } from '../history.ts';
import { peerSubject } from '../instances.ts';
import { nodeAt } from '../names.ts';
import { doubtLineage } from '../observe/doubt.ts';
import type { Outbox } from '../outbox.ts';
import { greetAll } from '../schedule/beat.ts';
import type { Member, State } from '../state.ts';

export interface Configuration {
  readonly master: Address;
  readonly configEpoch: bigint;
}

/** HELLO-5: the highest config epoch is right. The current epoch is no smaller by now. */
export function adoptConfiguration(
  state: State,
  member: Member,
  { master, configEpoch }: Configuration,
  now: number,
  out: Outbox,
): void {
  const { group } = member;
  const old = group.master;
  const from = old.address;
  const isLate = group.configEpoch === 0n && configEpoch < state.currentEpoch;
  giveUpHandOver(state, group, { code: 'aborted', cause: 'newer-configuration' }, now, out);
  group.configEpoch = configEpoch;
  // NAME-1: another spelling of the same node is no switch.
  if (nodeAt(state, group, master) === group.master) {
    state.revision += 1;
    out.saveNow();
    return;
  }
  out.announceHeld({ name: '+config-update-from', subject: peerSubject(member.peer, group) });
  rememberSeen(state, group, { to: master, epoch: configEpoch }, now, out);
  switchMaster(state, group, master, now, out);
  // HEAL-4: there may be newer ones than the first that is heard of.
  if (isLate) old.replaced = null;
  doubtLineage(group, old, now);
  recordSwitch(state, group, { from, role: 'observer' }, out);
  announceSwitch(group, out);
  greetAll(state, group, now, out);
}
