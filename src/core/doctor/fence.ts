// DOCTOR-1, the fence (FENCE-n), where it is switched on: a master that does not permit it, hellos
// that do not come by the master, and peers that say hello too seldom for it to come in time.

import { helloIsDeaf, patienceMs, surelySilentMs } from '../fence/hearing.ts';
import { type GroupCheck, placed, seconds, when } from './check.ts';

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

export const FENCE_CHECKS: readonly GroupCheck[] = [refused, deaf, late];
