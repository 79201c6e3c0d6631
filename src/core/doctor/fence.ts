// DOCTOR-1, the fence (FENCE-n), where it is switched on: a master that does not permit it, hellos
// that do not come by the master, and peers that say hello too seldom for it to come in time.

import { countHeard, helloIsDeaf, isHeard, patienceMs, surelySilentMs } from '../fence/hearing.ts';
import { type GroupCheck, placed, seconds, when } from './check.ts';

const held: GroupCheck = {
  scope: 'group',
  code: 'writes-held-back',
  severity: 'critical',
  meaning: 'The writes of this node are held back now, because no majority can be heard.',
  remedy:
    'Bring the missing Sentinels or the network back. Those that are gone for good, or never were: SENTINEL FORGET <group> SENTINEL <runid> EVERYWHERE. At once, where no other side can have promoted a node: SENTINEL CONFIG SET fence-minority no.',
  find: (group, { state, now }) => {
    const { fence } = group;
    if (fence === null || fence.heldUntilMs === null || fence.refused !== null) return [];
    const heard = `${countHeard(group, now)} of ${1 + group.members.size} Sentinels are heard`;
    const silent = [...group.members.values()].filter((member) => !isHeard(member, now));
    const missing = silent.map(({ peer }) => placed(state, peer)).join(' ');
    const why = missing === '' ? '' : `, not ${missing}`;
    return [`${placed(state, fence.node)} for ${seconds(now - fence.sinceMs)}: ${heard}${why}`];
  },
};

const refused: GroupCheck = {
  scope: 'group',
  code: 'fence-refused',
  severity: 'critical',
  meaning: 'No majority can be heard, and the master does not let its writes be held back.',
  remedy: 'Permit it there to the user of the Sentinels: ACL SETUSER <user> +client|pause',
  find: ({ fence }, { state }) =>
    fence === null || fence.refused === null
      ? []
      : [`${placed(state, fence.node)}: ${fence.refused}`],
};

const deaf: GroupCheck = {
  scope: 'group',
  code: 'fence-deaf',
  severity: 'warning',
  meaning: 'No hello comes by the master, so its writes would not be held back in a partition.',
  remedy: 'Permit publish, subscribe and &__sentinel__:hello there to the user of the Sentinels.',
  find: (group, { state, now }) =>
    when(state.settings.fenceMinority && helloIsDeaf(state, group, now), () =>
      placed(state, group.master),
    ),
};

const late: GroupCheck = {
  scope: 'group',
  code: 'fence-late',
  severity: 'advice',
  meaning: 'The hellos of a Sentinel are too far apart for a fence within half of down-after.',
  remedy: 'Set fence-minority there too; with stock Sentinels, down-after to 5000 or more.',
  find: (group, { state }) => {
    if (!state.settings.fenceMinority) return [];
    const limitMs = patienceMs(group);
    return [...group.members.values()].flatMap((member) => {
      const silentMs = surelySilentMs(member);
      return silentMs === null || silentMs <= limitMs
        ? []
        : [`${member.peer.runId}: silent for certain after ${seconds(silentMs)}`];
    });
  },
};

export const FENCE_CHECKS: readonly GroupCheck[] = [held, refused, deaf, late];
