// DOCTOR-1, where nodes are: addresses that others cannot use, names that are slow to be found or
// are not, and nodes of one group that are known in different ways.

import type { Address } from '../address.ts';
import { linksOf } from '../instances.ts';
import { normalIp } from '../ip-literal.ts';
import { isName, type Name, placeOf } from '../names.ts';
import { shownAddress } from '../shown.ts';
import type { DataNode, Endpoint, Group, State } from '../state.ts';
import { type GroupCheck, isLoopback, type OwnCheck, placed, seconds, when } from './check.ts';

/** With one dead name server of two every look-up takes longer than this. */
const SLOW_LOOK_UP_MS = 500;
/** A name is looked up only when a link needs it: what was long ago says nothing of now. */
const RECENT_MS = 3_600_000;

const nodeAtLoopback: GroupCheck = {
  scope: 'group',
  code: 'node-announces-loopback',
  severity: 'critical',
  meaning:
    'A node is known at an address that leads every other machine to itself, and there are others.',
  remedy:
    'A replica: CONFIG SET replica-announce-ip <its address> there, and let it follow the master by such an address. The master: SENTINEL REMOVE and MONITOR the group with one.',
  find: (group, { state }) => {
    const isHere = (node: DataNode): boolean =>
      isLoopback(shownAddress(state, node.address).host) || isLoopback(node.address.host);
    const here = nodesOf(group).filter(isHere);
    const far = here.length === 0 ? null : somebodyFar(state, group);
    if (far === null) return [];
    return here.map((node) => `${placed(state, node)}, and ${placed(state, far)} is elsewhere`);
  },
};

/** Somebody of the group on another machine than this one. */
function somebodyFar(state: State, group: Group): Endpoint | null {
  const all = [...nodesOf(group), ...[...group.members.values()].map(({ peer }) => peer)];
  const own = new Set([state.settings.announceIp, ...all.flatMap(localHosts)]);
  const isFar = ({ address }: Endpoint): boolean => {
    const { host } = placeOf(state, address);
    return !isName(host) && !isLoopback(host) && !own.has(host);
  };
  return all.find(isFar) ?? null;
}

function localHosts(endpoint: Endpoint): readonly string[] {
  return linksOf(endpoint).flatMap(({ stage }) => (stage.kind === 'up' ? [stage.localHost] : []));
}

const notFound: OwnCheck = {
  scope: 'sentinel',
  code: 'name-not-found',
  severity: 'warning',
  meaning:
    'The look-up of a name fails: its last known address goes on to be used, if there was one.',
  remedy:
    'Put the name servers of this machine right (/etc/resolv.conf), or the name into /etc/hosts.',
  find: ({ state, now }) =>
    lookedUpLately(state, now).flatMap(({ host, ips, failingSinceMs, endedAtMs }) => {
      if (failingSinceMs === null || endedAtMs === null) return [];
      const [last = 'no address'] = ips;
      const [since, tried] = [seconds(now - failingSinceMs), seconds(now - endedAtMs)];
      return [`${host}: not found for ${since}, last tried ${tried} ago, known: ${last}`];
    }),
};

const slowName: OwnCheck = {
  scope: 'sentinel',
  code: 'name-slow',
  severity: 'warning',
  meaning:
    'The look-up of a name takes long: a node that has moved is reached so much later, and stock Sentinels stand still meanwhile.',
  remedy:
    'Take name servers that do not answer out of /etc/resolv.conf, or put the name into /etc/hosts.',
  find: ({ state, now }) =>
    lookedUpLately(state, now).flatMap(({ host, tookMs, endedAtMs, failingSinceMs }) => {
      if (failingSinceMs !== null || tookMs === null || tookMs < SLOW_LOOK_UP_MS) return [];
      return [`${host}: ${seconds(tookMs)}, ${seconds(now - (endedAtMs ?? now))} ago`];
    }),
};

/** The names of what is watched, and not all that somebody has spoken of. */
function lookedUpLately(state: State, now: number): readonly Name[] {
  return [...state.names.values()].filter(
    ({ users, listedIn, endedAtMs }) =>
      users.size + listedIn.size > 0 && endedAtMs !== null && now - endedAtMs <= RECENT_MS,
  );
}

const mixed: GroupCheck = {
  scope: 'group',
  code: 'mixed-addresses',
  severity: 'advice',
  meaning: 'The nodes of a group are known in different ways, and not everybody may reach each.',
  remedy:
    'Let all of them go by names or all by addresses of one family: replica-announce-ip there, MONITOR here.',
  find: (group) => {
    const counts = new Map<string, number>();
    for (const { address } of nodesOf(group)) {
      const kind = kindOf(address);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return when(counts.size > 1, () =>
      [...counts].map(([kind, count]) => `${count} by ${kind}`).join(', '),
    );
  },
};

function kindOf({ host }: Address): string {
  const ip = normalIp(host);
  if (ip === null) return 'name';
  return ip.includes(':') ? 'IPv6' : 'IPv4';
}

export const OWN_NAME_CHECKS: readonly OwnCheck[] = [notFound, slowName];
export const ADDRESS_CHECKS: readonly GroupCheck[] = [nodeAtLoopback, mixed];

function nodesOf({ master, replicas }: Group): readonly DataNode[] {
  return [master, ...[...replicas.values()].map(({ node }) => node)];
}
