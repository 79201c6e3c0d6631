// The `sentinel` directives: one record each, with what it takes, how it is applied and how it is
// written. The catalogue stands in the order in which a rewrite writes the lines.

import { type Address, sameAddress } from '../core/address.ts';
import { DEFAULT_GROUP_OPTIONS } from '../core/settings.ts';
import { usableHost } from '../core/usable-address.ts';
import type { Described } from './description.ts';
import {
  type ApplyContext,
  credential,
  epoch,
  type GlobalDirective,
  type GroupDirective,
  numberUnlessDefault,
  ONE_WORD,
  type SentinelDirective,
  script,
  text,
  time,
  yesNo,
} from './directive-kinds.ts';
import { type GroupDraft, newGroupDraft, type SentinelDraft } from './sentinel-draft.ts';
import { INT_MAX, leadingEpoch, leadingInteger, type Refusal, refuse } from './values.ts';
import { quoted, quoteWord } from './words.ts';

const MY_ID_LENGTH = 40;
const PORT_MAX = 65_535;

function raiseCurrentEpoch(draft: SentinelDraft, seen: bigint): void {
  if (seen > draft.currentEpoch) draft.currentEpoch = seen;
}

/** Written before the groups. */
export const LEADING_DIRECTIVES: readonly Described<GlobalDirective>[] = [
  {
    kind: 'global',
    name: 'myid',
    takes: 'ID',
    usual: 'drawn by chance at the first start',
    summary:
      'The id of this Sentinel, 40 hexadecimal digits: no two Sentinels may have the same. ' +
      'Written by the Sentinel itself.',
    apply(draft, value) {
      if (value.length !== MY_ID_LENGTH) return refuse('Malformed Sentinel id in myid option.');
      draft.myId = value;
      return null;
    },
    render: ({ myId }) => (myId === null ? null : quoteWord(myId)),
  },
  {
    ...yesNo('deny-scripts-reconfig', 'denyScriptsReconfig', 's'),
    summary: 'With yes the scripts of a group cannot be changed by SENTINEL SET.',
  },
  {
    ...yesNo('resolve-hostnames', 'resolveHostnames'),
    summary:
      'With yes a host name may stand wherever an IP address may; with no only IP addresses are ' +
      'taken.',
  },
  {
    ...yesNo('announce-hostnames', 'announceHostnames'),
    summary:
      'With yes clients, nodes and other Sentinels are told the host names of nodes that have ' +
      'one; with no, the addresses behind these names.',
  },
];

/** Written for each group in turn. */
export const GROUP_DIRECTIVES: readonly Described<GroupDirective>[] = [
  {
    kind: 'group',
    name: 'monitor',
    aliases: [],
    words: { least: 3, most: 3 },
    takes: 'IP PORT QUORUM',
    usual: 'none',
    summary:
      'The master of the group, and how many Sentinels have to agree that it is down before a ' +
      'failover may start. A failover writes the new master here.',
    apply: () => null,
    render: ({ address, quorum }) => [`${renderAddress(address)} ${quorum}`],
  },
  {
    ...time('down-after-milliseconds', 'downAfterMs', { least: 1 }),
    summary:
      'Milliseconds without a good answer to PING after which a master, a replica or another ' +
      'Sentinel is subjectively down.',
  },
  {
    ...time('failover-timeout', 'failoverTimeoutMs', { least: 1 }),
    summary:
      'Milliseconds that the promotion may take at most, and after it the re-pointing of the ' +
      'other replicas. A Sentinel that has voted for another one waits up to twice as long ' +
      'before it tries itself.',
  },
  {
    kind: 'group',
    name: 'parallel-syncs',
    aliases: [],
    words: ONE_WORD,
    takes: 'COUNT',
    usual: String(DEFAULT_GROUP_OPTIONS.parallelSyncs),
    summary:
      'How many replicas at a time are made to follow the new master after a failover: each of ' +
      'them may be unable to serve reads while it copies the data.',
    apply(group, [value = '']) {
      group.parallelSyncs = leadingInteger(value);
      return null;
    },
    render: (group, wanted) => numberUnlessDefault(group, 'parallelSyncs', wanted),
  },
  {
    ...script('notification-script', 'notificationScript', 'Notification'),
    summary:
      'A program that is run for each event of the group with the level warning; it gets the ' +
      'name of the event and its payload.',
  },
  {
    ...script('client-reconfig-script', 'clientReconfigScript', 'Client reconfiguration'),
    summary:
      'A program that is run each time the group gets another master; it gets the name of the ' +
      'group, `leader` or `observer`, `start`, and the IP and port of the old and the new master.',
  },
  {
    ...text('auth-pass', 'authPass', 'PASSWORD'),
    summary: 'The password with which this Sentinel logs in to the master and the replicas.',
  },
  {
    ...text('auth-user', 'authUser', 'NAME'),
    summary:
      'The user as which this Sentinel logs in to the master and the replicas, with the password ' +
      'of `auth-pass`; without it, the default user.',
  },
  {
    ...time('master-reboot-down-after-period', 'masterRebootDownAfterMs', {
      least: 0,
      aliases: ['primary-reboot-down-after-period'],
    }),
    summary:
      'Milliseconds after which a master that was restarted and does not answer PONG yet, as ' +
      'while it loads its data, is subjectively down. 0: no such limit.',
  },
  {
    ...epoch('config-epoch', 'configEpoch', raiseCurrentEpoch),
    summary:
      'The epoch of the failover that made the present master: of two Sentinels that differ, the ' +
      'one with the larger epoch is right. Written by the Sentinel itself.',
  },
  {
    ...epoch('leader-epoch', 'leaderEpoch', () => {}),
    summary:
      'The epoch of the last vote in the group: the next one is given only in a larger epoch. ' +
      'Written by the Sentinel itself.',
  },
  {
    kind: 'group',
    name: 'known-replica',
    aliases: ['known-slave'],
    words: { least: 2, most: 2 },
    takes: 'IP PORT',
    usual: 'none',
    summary: 'A replica of the group, one a line. Written by the Sentinel itself.',
    apply: applyKnownReplica,
    render: (group) => group.knownReplicas.map(renderAddress),
  },
  {
    kind: 'group',
    name: 'known-sentinel',
    aliases: [],
    words: { least: 2, most: 3 },
    takes: 'IP PORT [RUN-ID]',
    usual: 'none',
    summary:
      'Another Sentinel of the group, one a line; without its run id, as in very old files, the ' +
      'line is passed over. Written by the Sentinel itself.',
    apply: applyKnownPeer,
    render: (group) =>
      group.knownPeers.map(({ address, runId }) => `${renderAddress(address)} ${quoteWord(runId)}`),
  },
  {
    kind: 'group',
    name: 'rename-command',
    aliases: [],
    words: { least: 2, most: 2 },
    takes: 'COMMAND NEW-NAME',
    usual: 'none',
    summary:
      'The name that a command has on the nodes of the group, where they have renamed it; one a ' +
      'line.',
    apply: applyRenamedCommand,
    render: (group) =>
      [...group.renamedCommands].map(([from, to]) => `${quoteWord(from)} ${quoteWord(to)}`),
  },
];

/** A setting of our own, which stands in own-settings.ts (OPERATOR-14). */
export const MAINTENANCE: GroupDirective = {
  kind: 'group',
  name: 'maintenance',
  aliases: [],
  words: { least: 2, most: 2 },
  apply: (group, words, context) => addAddress(group.maintenance, words, context),
  render: (group) => group.maintenance.map(renderAddress),
};

/** LINEAGE-3. */
export const FORMER_MASTER: GroupDirective = {
  kind: 'group',
  name: 'former-master',
  aliases: [],
  words: { least: 2, most: 2 },
  apply(group, words, context) {
    group.formerMasters ??= [];
    return addAddress(group.formerMasters, words, context);
  },
  render: ({ formerMasters = [] }) => formerMasters.map(renderAddress),
};

/** FENCE-8. */
export const ON_THEIR_WORD: GroupDirective = {
  kind: 'group',
  name: 'on-its-word',
  aliases: [],
  words: { least: 1, most: 1 },
  apply(group, [runId = '']) {
    group.onTheirWord = [...(group.onTheirWord ?? []), runId];
    return null;
  },
  render: ({ onTheirWord = [] }) => onTheirWord.map(quoteWord),
};

/** OPERATOR-13. With how long it lasts, so that a clock that was set back makes no longer one. */
export const PAUSED: GroupDirective = {
  kind: 'group',
  name: 'paused',
  aliases: [],
  words: { least: 2, most: 2 },
  apply(group, words) {
    const [untilMs = 0, leftMs = 0] = words.map((word) =>
      /^\d{1,15}$/.test(word) ? Number(word) : 0,
    );
    if (untilMs === 0 || leftMs === 0) return refuse('A pause has an end and a length');
    group.pausedUntilMs = untilMs;
    group.pauseLeftMs = leftMs;
    return null;
  },
  render: ({ pausedUntilMs = 0, pauseLeftMs = 0 }) =>
    pauseLeftMs === 0 ? [] : [`${pausedUntilMs} ${pauseLeftMs}`],
};

/** Written after the groups. */
export const TRAILING_DIRECTIVES: readonly Described<GlobalDirective>[] = [
  {
    kind: 'global',
    name: 'current-epoch',
    takes: 'EPOCH',
    usual: '0',
    summary:
      'The largest epoch that this Sentinel knows of: an attempt at a failover takes the next ' +
      'one. Written by the Sentinel itself.',
    apply(draft, value) {
      raiseCurrentEpoch(draft, leadingEpoch(value));
      return null;
    },
    render: ({ currentEpoch }) => String(currentEpoch),
  },
  {
    kind: 'global',
    name: 'announce-ip',
    takes: 'IP',
    usual: 'the local address of each connection',
    summary: 'Where this Sentinel tells the others to reach it, as behind NAT or in a container.',
    apply(draft, value) {
      if (value !== '') draft.announceIp = value;
      return null;
    },
    render: ({ announceIp }) => (announceIp === '' ? null : quoted(announceIp)),
  },
  {
    kind: 'global',
    name: 'announce-port',
    takes: 'PORT',
    usual: 'the port that it listens on',
    summary: 'On which port this Sentinel tells the others to reach it.',
    apply(draft, value) {
      draft.announcePort = leadingInteger(value);
      return null;
    },
    render: ({ announcePort }) => (announcePort === 0 ? null : String(announcePort)),
  },
  {
    ...credential('sentinel-user', 'sentinelUser'),
    takes: 'NAME',
    usual: 'none',
    summary:
      'The user as which this Sentinel logs in to the other Sentinels, with the password of ' +
      '`sentinel-pass`; without it, the default user.',
  },
  {
    ...credential('sentinel-pass', 'sentinelPass'),
    takes: 'PASSWORD',
    usual: '`requirepass`, or the first password of the own default user',
    summary: 'The password with which this Sentinel logs in to the other Sentinels.',
  },
];

const BY_NAME: ReadonlyMap<string, Described<SentinelDirective>> = new Map(
  [...LEADING_DIRECTIVES, ...GROUP_DIRECTIVES, ...TRAILING_DIRECTIVES].flatMap((record) =>
    namesOf(record).map((name): [string, Described<SentinelDirective>] => [name, record]),
  ),
);

function namesOf(record: SentinelDirective): readonly string[] {
  return record.kind === 'group' ? [record.name, ...record.aliases] : [record.name];
}

/** The record of a directive under any of its names, in any case. */
export function sentinelDirective(name: string): Described<SentinelDirective> | undefined {
  return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase());
}

/** Makes a group: `values` are name, host, port and quorum. */
export function applyMonitor(
  [name = '', host = '', port = '', quorumText = '']: readonly string[],
  { draft }: ApplyContext,
): Refusal | null {
  const quorum = leadingInteger(quorumText);
  if (quorum <= 0 || quorum > INT_MAX) return refuse('Quorum must be 1 or greater.');
  const address = readAddress(draft, { host, port });
  if (!address.ok) return address.refusal;
  if (draft.groups.has(name)) return refuse('Duplicate master name.', 'duplicate');
  draft.groups.set(name, newGroupDraft(name, address.value, quorum));
  return null;
}

/** Naming a replica twice is no contradiction: stock 7.0 does it in each file with `known-slave`,
 *  which it keeps beside the `known-replica` that it writes. */
function applyKnownReplica(
  group: GroupDraft,
  words: readonly string[],
  context: ApplyContext,
): Refusal | null {
  return addAddress(group.knownReplicas, words, context);
}

function addAddress(
  known: Address[],
  [host = '', port = '']: readonly string[],
  { draft }: ApplyContext,
): Refusal | null {
  const address = readAddress(draft, { host, port });
  if (!address.ok) return address.refusal;
  const { value } = address;
  if (!known.some((other) => sameAddress(other, value))) known.push(value);
  return null;
}

/** A peer without its run id, as very old files have it, is found again by its hellos. */
function applyKnownPeer(
  group: GroupDraft,
  [host = '', port = '', runId]: readonly string[],
  { draft }: ApplyContext,
): Refusal | null {
  if (runId === undefined) return null;
  const address = readAddress(draft, { host, port });
  if (!address.ok) return address.refusal;
  if (group.knownPeers.some((peer) => peer.runId === runId)) {
    return refuse('Duplicate runid for sentinel.', 'duplicate');
  }
  group.knownPeers.push({ address: address.value, runId });
  return null;
}

function applyRenamedCommand(
  group: GroupDraft,
  [from = '', to = '']: readonly string[],
): Refusal | null {
  const command = from.toLowerCase();
  if (group.renamedCommands.has(command)) {
    return refuse('Same command renamed multiple times with rename-command.', 'duplicate');
  }
  group.renamedCommands.set(command, to);
  return null;
}

type ReadAddress =
  | { readonly ok: true; readonly value: Address }
  | { readonly ok: false; readonly refusal: Refusal };

/** Names are kept as names and looked up by whoever connects: a file loads without DNS. */
function readAddress(
  draft: SentinelDraft,
  { host, port }: { readonly host: string; readonly port: string },
): ReadAddress {
  const number = leadingInteger(port);
  if (number < 0 || number > PORT_MAX) {
    return { ok: false, refusal: refuse('Invalid port number.') };
  }
  const normal = storedHost(host, draft.resolveHostnames);
  if (normal === null) return { ok: false, refusal: refuse("Can't resolve instance hostname.") };
  return { ok: true, value: { host: normal, port: number } };
}

/** A host as it is kept: a number in its normal spelling, a name only where names are resolved;
 *  null: it may not stand in the file. */
export function storedHost(host: string, resolveHostnames: boolean): string | null {
  return usableHost(host, resolveHostnames);
}

function renderAddress({ host, port }: Address): string {
  return `${quoteWord(host)} ${port}`;
}
