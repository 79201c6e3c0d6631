// DOCTOR-1, who turns us away: passwords that are wanted or wrong, commands that are not permitted.
// The facts are those of ACCESS-1, ACCESS-2 and DOCTOR-2; nothing is tried here.

import { accessText, forbidsToBeAsked, lesserCommands, VOTE_COMMAND } from '../observe/access.ts';
import type { DataNode, Endpoint, Group } from '../state.ts';
import { type GroupCheck, placed, type Ward } from './check.ts';

/** What TRUST-2 and TRUST-5 ask. */
const CONFIRMING: ReadonlySet<string> = new Set([
  ...['sentinel|master', 'sentinel|get-master-addr-by-name', 'sentinel|myid', 'info'],
]);

const nodeRefuses: GroupCheck = {
  scope: 'group',
  code: 'node-refuses-us',
  severity: 'critical',
  meaning: 'A node turns this Sentinel away, and so looks as if it were down.',
  remedy:
    'Put auth-user and auth-pass of the group right, or the user there: NOPERM names what it lacks.',
  find: (group, ward) => nodesOf(group).flatMap((node) => evidence(node, ward)),
};

const peerRefuses: GroupCheck = {
  scope: 'group',
  code: 'sentinel-refuses-us',
  severity: 'critical',
  meaning: 'Another Sentinel turns this one away: neither its opinion nor its vote can be had.',
  remedy: 'Put sentinel-user and sentinel-pass right, or requirepass or the user over there.',
  find: (group, ward) => [...group.members.values()].flatMap(({ peer }) => evidence(peer, ward)),
};

const voteBlocked: GroupCheck = {
  scope: 'group',
  code: 'vote-channel-blocked',
  severity: 'critical',
  meaning: 'Another Sentinel does not permit the question for its opinion and its vote.',
  remedy: `Permit there: ACL SETUSER <user> +${VOTE_COMMAND}`,
  find: (group, { state }) =>
    [...group.members.values()]
      .filter(({ peer }) => forbidsToBeAsked(peer))
      .map(({ peer }) => `${peer.runId} at ${placed(state, peer)}: NOPERM ${VOTE_COMMAND}`),
};

/** Without these it can neither be promoted nor be made to follow. */
const OF_THE_ROLE: ReadonlySet<string> = new Set(['multi', 'slaveof']);

const roleForbidden: GroupCheck = {
  scope: 'group',
  code: 'role-change-not-permitted',
  severity: 'critical',
  meaning: 'A node does not permit to change its role: it can neither be promoted nor demoted.',
  remedy: 'Permit it there to the user of the Sentinels: ACL SETUSER <user> +multi +exec +slaveof',
  find: (group, { state }) =>
    nodesOf(group).flatMap((node) => {
      const commands = deniedBy(node).filter((command) => OF_THE_ROLE.has(command));
      return commands.length === 0 ? [] : [`${placed(state, node)}: ${commands.join(' ')}`];
    }),
};

const commandsForbidden: GroupCheck = {
  scope: 'group',
  code: 'commands-not-permitted',
  severity: 'warning',
  meaning: 'A node does not permit commands that a failover uses.',
  remedy: 'Permit them there to the user of the Sentinels: ACL SETUSER <user> +<command> ...',
  find: (group, { state }) =>
    nodesOf(group).flatMap((node) => {
      const commands = deniedBy(node).filter((command) => !OF_THE_ROLE.has(command));
      return commands.length === 0 ? [] : [`${placed(state, node)}: ${commands.join(' ')}`];
    }),
};

const confirmationBlocked: GroupCheck = {
  scope: 'group',
  code: 'confirmation-blocked',
  severity: 'warning',
  meaning: 'Another Sentinel does not permit the questions that confirm what its hellos say.',
  remedy: 'Permit them there: see docs/operating/permissions.md.',
  find: (group, { state }) =>
    [...group.members.values()].flatMap(({ peer }) => {
      const commands = lesserCommands(peer).filter((each) => CONFIRMING.has(each));
      if (commands.length === 0) return [];
      return [`${peer.runId} at ${placed(state, peer)}: NOPERM ${commands.join(' ')}`];
    }),
};

export const ACCESS_CHECKS: readonly GroupCheck[] = [
  nodeRefuses,
  peerRefuses,
  voteBlocked,
  roleForbidden,
  confirmationBlocked,
  commandsForbidden,
];

/** By what it answered us, and by what it said when it was tried (DOCTOR-2). */
function deniedBy(node: DataNode): readonly string[] {
  return [...new Set([...lesserCommands(node), ...node.denies])].sort();
}

function nodesOf(group: Group): readonly DataNode[] {
  return [group.master, ...[...group.replicas.values()].map(({ node }) => node)];
}

function evidence(endpoint: Endpoint, { state }: Ward): readonly string[] {
  const problem = accessText(endpoint);
  return problem === null ? [] : [`${placed(state, endpoint)}: ${problem}`];
}
