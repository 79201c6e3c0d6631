// DOCTOR-1, the Sentinels: are there enough of them to agree and to elect, would one less still be
// enough, and does each of them look like a Sentinel that others can reach?

import { countReachable, votesNeeded } from '../elect/tally.ts';
import { sameNode } from '../names.ts';
import { countVoters, type Standing } from '../state.ts';
import { type GroupCheck, isLoopback, placed, seconds, when } from './check.ts';

/** How those are known that have never answered. */
const NEVER_ANSWERED: Readonly<Record<Standing, string | null>> = {
  listed: 'from the file',
  'on-its-word': 'by its hellos alone',
  'vouched-for': 'another Sentinel reaches it',
  answered: null,
};

const majorityOutOfReach: GroupCheck = {
  scope: 'group',
  code: 'majority-out-of-reach',
  severity: 'critical',
  meaning: 'Fewer Sentinels are within reach than an election needs: no failover is possible.',
  remedy:
    'Bring the missing Sentinels back. Those that are gone for good: SENTINEL FORGET <group> SENTINEL <runid> EVERYWHERE; on stock ones SENTINEL RESET, one at a time.',
  find: (group) =>
    when(
      countReachable(group) < votesNeeded(group),
      () =>
        `${countReachable(group)} of ${countVoters(group)} within reach, ${votesNeeded(group)} needed`,
    ),
};

const oneLossFromNone: GroupCheck = {
  scope: 'group',
  code: 'one-loss-loses-majority',
  severity: 'warning',
  meaning: 'One Sentinel less, and no failover is possible any more.',
  remedy: 'Run at least three Sentinels on three machines, and bring back those that are down.',
  find: (group) =>
    when(
      countReachable(group) === votesNeeded(group),
      () =>
        `${countReachable(group)} of ${countVoters(group)} within reach, ${votesNeeded(group)} needed`,
    ),
};

const peerOutOfReach: GroupCheck = {
  scope: 'group',
  code: 'sentinel-out-of-reach',
  severity: 'warning',
  meaning:
    'A known Sentinel does not answer; it counts in every majority, also when it is gone for good.',
  remedy:
    'Start it again, with its old id. If it is gone for good: SENTINEL FORGET <group> SENTINEL <runid> EVERYWHERE; on stock ones SENTINEL RESET, one at a time.',
  find: (group, { state, now }) =>
    [...group.members.values()]
      .filter(({ peer, downSinceMs }) => downSinceMs !== null || peer.command.stage.kind !== 'up')
      .map((member) => {
        const since = member.downSinceMs;
        const how = since === null ? 'no connection' : `down for ${seconds(now - since)}`;
        return `${member.peer.runId} at ${placed(state, member.peer)}: ${how}`;
      }),
};

const neverAnswered: GroupCheck = {
  scope: 'group',
  code: 'sentinel-never-answered',
  severity: 'warning',
  meaning:
    'A known Sentinel has not answered once since this one was started: it counts in every majority, also when there is none.',
  remedy:
    'Make its address reachable from here. If there is no such Sentinel: SENTINEL FORGET <group> SENTINEL <runid> EVERYWHERE.',
  find: (group, { state, now }) =>
    [...group.members.values()].flatMap((member) => {
      const { peer, downSinceMs, lastHelloMs } = member;
      if (downSinceMs === null) return [];
      const known = NEVER_ANSWERED[peer.standing];
      const hello = `its last hello ${seconds(now - lastHelloMs)} ago`;
      return known === null ? [] : [`${peer.runId} at ${placed(state, peer)}: ${known}, ${hello}`];
    }),
};

const evenCount: GroupCheck = {
  scope: 'group',
  code: 'even-sentinel-count',
  severity: 'advice',
  meaning: 'An even number of Sentinels tolerates no more losses than one Sentinel less.',
  remedy: 'Add one Sentinel on another machine, or take one away.',
  find: (group) =>
    when(countVoters(group) % 2 === 0, () => `${countVoters(group)} are known, we included`),
};

const quorumOne: GroupCheck = {
  scope: 'group',
  code: 'quorum-one',
  severity: 'advice',
  meaning: 'With a quorum of 1, the eyes of a single Sentinel are enough to begin a failover.',
  remedy: 'SENTINEL SET <group> quorum <more than half of the Sentinels>, on each Sentinel.',
  find: (group) =>
    when(
      group.options.quorum === 1 && countVoters(group) > 1,
      () => `${countVoters(group)} are known`,
    ),
};

const quorumAboveMajority: GroupCheck = {
  scope: 'group',
  code: 'quorum-above-majority',
  severity: 'warning',
  meaning: 'A quorum above the majority lets fewer losses prevent a failover than need be.',
  remedy: 'SENTINEL SET <group> quorum <the majority>, on each Sentinel.',
  find: (group) => {
    const { quorum } = group.options;
    const majority = Math.floor(countVoters(group) / 2) + 1;
    const isAbove = quorum > majority && quorum <= countVoters(group);
    return when(isAbove, () => `quorum ${quorum}, the majority is ${majority}`);
  },
};

const quorumTooHigh: GroupCheck = {
  scope: 'group',
  code: 'quorum-above-count',
  severity: 'critical',
  meaning:
    'The quorum is higher than the number of Sentinels: no master is ever agreed to be down.',
  remedy: 'SENTINEL SET <group> quorum <the majority>, on each Sentinel, or find the missing ones.',
  find: (group) =>
    when(
      group.options.quorum > countVoters(group),
      () => `quorum ${group.options.quorum}, ${countVoters(group)} Sentinels are known`,
    ),
};

const sharedAddress: GroupCheck = {
  scope: 'group',
  code: 'sentinels-share-address',
  severity: 'warning',
  meaning: 'Several ids stand at one address: ids that are gone raise the majority.',
  remedy:
    'Keep the configuration file of a Sentinel over its restarts, and SENTINEL FORGET the ids that are gone.',
  find: (group, { state }) => {
    const members = [...group.members.values()];
    return members.flatMap(({ peer }, at) => {
      const twin = members
        .slice(at + 1)
        .find((other) => sameNode(state, other.peer.address, peer.address));
      if (twin === undefined) return [];
      return [`${peer.runId} and ${twin.peer.runId} at ${placed(state, peer)}`];
    });
  },
};

const portZero: GroupCheck = {
  scope: 'group',
  code: 'sentinel-at-port-zero',
  severity: 'warning',
  meaning: 'A known Sentinel has no port that it can be reached at, and counts in every majority.',
  remedy: 'Set announce-port there, or a port to listen on.',
  find: (group) =>
    [...group.members.values()]
      .filter(({ peer }) => peer.address.port === 0)
      .map(({ peer }) => `${peer.runId} at ${peer.address.host}`),
};

const peerAtLoopback: GroupCheck = {
  scope: 'group',
  code: 'sentinel-announces-loopback',
  severity: 'critical',
  meaning: 'A Sentinel announces an address that leads every other machine to itself.',
  remedy: 'Set announce-ip there to the address that others reach it at.',
  find: (group, { state }) => {
    if (isLoopback(group.master.address.host)) return [];
    return [...group.members.values()]
      .filter(({ peer }) => isLoopback(peer.address.host))
      .map(({ peer }) => `${peer.runId} at ${placed(state, peer)}`);
  },
};

export const VOTER_CHECKS: readonly GroupCheck[] = [
  majorityOutOfReach,
  oneLossFromNone,
  peerOutOfReach,
  neverAnswered,
  evenCount,
  quorumOne,
  quorumAboveMajority,
  quorumTooHigh,
  sharedAddress,
  portZero,
  peerAtLoopback,
];
