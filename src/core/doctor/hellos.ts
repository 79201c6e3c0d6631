// DOCTOR-1, what other Sentinels say in their hellos: another configuration than ours, or nothing
// that counts, for want of a seal. The facts are those of DOCTOR-3.

import { addressKey } from '../address.ts';
import { nodeAt } from '../names.ts';
import { shownAddress } from '../shown.ts';
import type { Group, Member, State } from '../state.ts';
import { type Dissent, type Refused, SEAL_DOUBTS } from '../trust/doubts.ts';
import { demandsSeal } from '../trust/seals.ts';
import { type GroupCheck, placed, seconds, type Ward } from './check.ts';

/** Hellos come every publish period; a peer that sent none for so many is silent. */
const SILENT_PUBLISH_PERIODS = 5;
/** After a switch a hello of the peer's may be on its way, the next one is confirmed (TRUST-2), and
 *  that takes its patience if the one who is asked has just died. */
const DISSENT_PUBLISH_PERIODS = 5;
/** What was refused is said again within a minute at most, if it goes on. */
const REFUSED_LATELY_MS = 60_000;

const splitView: GroupCheck = {
  scope: 'group',
  code: 'split-view',
  severity: 'critical',
  meaning:
    'Another Sentinel holds to another master or config epoch than this one: their clients are told different addresses, or the next switch may not reach it.',
  remedy:
    'The higher config epoch is right: see why its hellos do not reach the other side (+hello-refused in the log, PUBLISH on the nodes, the network). At equal ones, REMOVE and MONITOR the group where it is wrong.',
  find: (group, { state, now }) =>
    [...group.members.values()].flatMap((member) => {
      const { dissent } = member.odd;
      if (dissent === null || !isLasting(state, group, dissent, now)) return [];
      const theirs = addressKey(shownAddress(state, dissent.master));
      const who = `${member.peer.runId} at ${placed(state, member.peer)}`;
      const ours = `${placed(state, group.master)} at ${group.configEpoch}`;
      const since = seconds(now - dissent.sinceMs);
      return [
        `${who} says ${theirs} at config epoch ${dissent.configEpoch}, ours is ${ours}, for ${since}`,
      ];
    }),
};

/** Several hellos have said so, the last one lately, and it is not what we have come to since. */
function isLasting(
  state: State,
  group: Group,
  { master, configEpoch, sinceMs, lastMs }: Dissent,
  now: number,
): boolean {
  const { publishPeriodMs } = state.timings;
  if (lastMs - sinceMs < DISSENT_PUBLISH_PERIODS * publishPeriodMs) return false;
  if (now - lastMs > SILENT_PUBLISH_PERIODS * publishPeriodMs) return false;
  return configEpoch !== group.configEpoch || nodeAt(state, group, master) !== group.master;
}

const silentPeer: GroupCheck = {
  scope: 'group',
  code: 'sentinel-sends-no-hellos',
  severity: 'warning',
  meaning:
    'A Sentinel answers, but its hellos do not arrive: it cannot tell of a switch that it makes.',
  remedy:
    'Look there for a node or an ACL that refuses PUBLISH on __sentinel__:hello, and here for +hello-refused.',
  find: (group, { state, now }) => {
    if (group.master.downSinceMs !== null) return [];
    return [...group.members.values()]
      .filter((member) => isAnswering(member) && isUnheard(state, member, now))
      .filter((member) => !isUnsealed(state, member, now))
      .map(
        ({ peer, lastHelloMs }) =>
          `${peer.runId} at ${placed(state, peer)}: none for ${seconds(now - lastHelloMs)}`,
      );
  },
};

const withoutSeal: GroupCheck = {
  scope: 'group',
  code: 'sentinel-without-seal',
  severity: 'warning',
  meaning:
    'With trust signed nothing that a Sentinel says counts here, because its hellos carry no seal or a wrong one.',
  remedy:
    'SENTINEL CONFIG SET trust-secret <secret> there, the same on each Sentinel; old-seal: set the clocks right. A stock Sentinel makes no seals: trust confirm is for mixed fleets.',
  find: (group, ward) =>
    demandsSeal(ward.state)
      ? [...unsealedMembers(group, ward), ...unsealedOthers(group, ward)]
      : [],
};

function unsealedMembers(group: Group, { state, now }: Ward): readonly string[] {
  return [...group.members.values()].flatMap((member) => {
    const { peer, odd, lastHelloMs } = member;
    if (odd.unsealed === null || !isUnsealed(state, member, now)) return [];
    const silence = seconds(now - lastHelloMs);
    const who = `${peer.runId} at ${placed(state, peer)}`;
    return [`${who}: ${odd.unsealed.code}, none with a right seal for ${silence}`];
  });
}

/** Those that are not peers for that very reason. */
function unsealedOthers(group: Group, { state, now }: Ward): readonly string[] {
  const isTheirs = ({ code, subject, lastMs }: Refused): boolean =>
    SEAL_DOUBTS.some((each) => each === code) &&
    subject.group?.name === group.name &&
    !group.members.has(subject.name) &&
    now - lastMs <= REFUSED_LATELY_MS;
  return [...state.doubts.refusals.values()].filter(isTheirs).map((refused) => {
    const { subject, code, lastMs } = refused;
    const age = seconds(now - lastMs);
    return `${subject.name} at ${placed(state, subject)}, not taken for a peer: ${code}, last ${age} ago`;
  });
}

export const HELLO_CHECKS: readonly GroupCheck[] = [splitView, silentPeer, withoutSeal];

function isAnswering({ peer, downSinceMs }: Member): boolean {
  return downSinceMs === null && peer.command.stage.kind === 'up';
}

function isUnheard(state: State, { lastHelloMs }: Member, now: number): boolean {
  return now - lastHelloMs > SILENT_PUBLISH_PERIODS * state.timings.publishPeriodMs;
}

/** Anybody can leave a seal out in another's name: it counts only where none with a seal come. */
function isUnsealed(state: State, member: Member, now: number): boolean {
  const { unsealed } = member.odd;
  if (unsealed === null || !demandsSeal(state) || !isUnheard(state, member, now)) return false;
  return now - unsealed.atMs <= SILENT_PUBLISH_PERIODS * state.timings.publishPeriodMs;
}
