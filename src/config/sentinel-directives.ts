// The `sentinel` directives: one record each, with what it takes, how it is applied and how it is
// written. The catalogue stands in the order in which a rewrite writes the lines.

import { type Address, sameAddress } from '../core/address.ts';
import {
  DEFAULT_GROUP_OPTIONS,
  type GroupOptions,
  type GroupSettings,
  type SentinelSettings,
} from '../core/settings.ts';
import { usableHost } from '../core/usable-address.ts';
import type { ConfigOutside } from './outside.ts';
import { type GroupDraft, newGroupDraft, type SentinelDraft } from './sentinel-draft.ts';
import {
  INT_MAX,
  leadingEpoch,
  leadingInteger,
  type Range,
  type Refusal,
  refuse,
  yesOrNo,
} from './values.ts';
import { quoted, quoteWord } from './words.ts';

const MY_ID_LENGTH = 40;
const PORT_MAX = 65_535;

/** What applying a line may look at. */
export interface ApplyContext {
  readonly draft: SentinelDraft;
  readonly outside: ConfigOutside;
}

/** About the Sentinel as a whole; one word. */
export interface GlobalDirective {
  readonly kind: 'global';
  readonly name: string;
  apply(draft: SentinelDraft, value: string): Refusal | null;
  /** The value as it is written; null: not written. `wanted`: the user's file has such a line. */
  render(settings: SentinelSettings, wanted: boolean): string | null;
}

/** About one group. `monitor`, which makes the group, has a record too, but no `apply`. */
export interface GroupDirective {
  readonly kind: 'group';
  readonly name: string;
  /** Other names that are understood but never written. */
  readonly aliases: readonly string[];
  /** How many words may follow the name of the group. */
  readonly words: Range;
  apply(group: GroupDraft, values: readonly string[], context: ApplyContext): Refusal | null;
  /** The words of each line, as they are written. `wanted`: the user's file has such a line. */
  render(group: GroupSettings, wanted: boolean): readonly string[];
}

export type SentinelDirective = GlobalDirective | GroupDirective;

type TextOption = 'notificationScript' | 'clientReconfigScript' | 'authUser' | 'authPass';
type TimeOption = 'downAfterMs' | 'failoverTimeoutMs' | 'masterRebootDownAfterMs';
type Switch =
  | 'resolveHostnames'
  | 'announceHostnames'
  | 'denyScriptsReconfig'
  | 'strictMinority'
  | 'fenceMinority';

export function yesNo(name: string, key: Switch, plural = ''): GlobalDirective {
  return {
    kind: 'global',
    name,
    apply(draft, text) {
      const value = yesOrNo(text);
      if (value === null)
        return refuse(`Please specify yes or no for the ${name} option${plural}.`);
      draft[key] = value;
      return null;
    },
    render(settings, wanted) {
      const usual = key === 'denyScriptsReconfig';
      return settings[key] === usual && !wanted ? null : settings[key] ? 'yes' : 'no';
    },
  };
}

/** A word of which the empty form means none. */
function credential(name: string, key: 'sentinelUser' | 'sentinelPass'): GlobalDirective {
  return {
    kind: 'global',
    name,
    apply(draft, text) {
      if (text !== '') draft[key] = text;
      return null;
    },
    render: (settings) => (settings[key] ? quoteWord(settings[key]) : null),
  };
}

/** The options of a group, which are never missing: written where they differ from the default. */
function time(
  name: string,
  key: TimeOption,
  options: { least: 0 | 1; aliases?: string[] },
): GroupDirective {
  const reason =
    options.least === 0 ? 'negative time parameter.' : 'negative or zero time parameter.';
  return {
    kind: 'group',
    name,
    aliases: options.aliases ?? [],
    words: ONE_WORD,
    apply(group, [text = '']) {
      const value = leadingInteger(text);
      if (value < options.least) return refuse(reason);
      group[key] = value;
      return null;
    },
    render: (group, wanted) => numberUnlessDefault(group, key, wanted),
  };
}

function numberUnlessDefault(
  group: GroupOptions,
  key: TimeOption | 'parallelSyncs',
  wanted: boolean,
): readonly string[] {
  return group[key] === DEFAULT_GROUP_OPTIONS[key] && !wanted ? [] : [String(group[key])];
}

/** A word that a group has or has not. */
function text(name: string, key: TextOption): GroupDirective {
  return {
    kind: 'group',
    name,
    aliases: [],
    words: ONE_WORD,
    apply(group, [value = '']) {
      group[key] = value === '' ? null : value;
      return null;
    },
    render: (group) => (group[key] ? [quoteWord(group[key])] : []),
  };
}

function script(name: string, key: TextOption, called: string): GroupDirective {
  const plain = text(name, key);
  return {
    ...plain,
    apply(group, values, context) {
      if (!context.outside.isExecutable(values[0] ?? '')) {
        const reason = `${called} script seems non existing or non executable.`;
        return refuse(reason, 'script-not-executable');
      }
      return plain.apply(group, values, context);
    },
  };
}

function epoch(
  name: string,
  key: 'configEpoch' | 'leaderEpoch',
  raised: (draft: SentinelDraft, epoch: bigint) => void,
): GroupDirective {
  return {
    kind: 'group',
    name,
    aliases: [],
    words: ONE_WORD,
    apply(group, [value = ''], { draft }) {
      group[key] = leadingEpoch(value);
      raised(draft, group[key]);
      return null;
    },
    render: (group) => [String(group[key])],
  };
}

const ONE_WORD: Range = { least: 1, most: 1 };

function raiseCurrentEpoch(draft: SentinelDraft, seen: bigint): void {
  if (seen > draft.currentEpoch) draft.currentEpoch = seen;
}

/** Written before the groups. */
export const LEADING_DIRECTIVES: readonly GlobalDirective[] = [
  {
    kind: 'global',
    name: 'myid',
    apply(draft, value) {
      if (value.length !== MY_ID_LENGTH) return refuse('Malformed Sentinel id in myid option.');
      draft.myId = value;
      return null;
    },
    render: ({ myId }) => (myId === null ? null : quoteWord(myId)),
  },
  yesNo('deny-scripts-reconfig', 'denyScriptsReconfig', 's'),
  yesNo('resolve-hostnames', 'resolveHostnames'),
  yesNo('announce-hostnames', 'announceHostnames'),
];

/** Written for each group in turn. */
export const GROUP_DIRECTIVES: readonly GroupDirective[] = [
  {
    kind: 'group',
    name: 'monitor',
    aliases: [],
    words: { least: 3, most: 3 },
    apply: () => null,
    render: ({ address, quorum }) => [`${renderAddress(address)} ${quorum}`],
  },
  time('down-after-milliseconds', 'downAfterMs', { least: 1 }),
  time('failover-timeout', 'failoverTimeoutMs', { least: 1 }),
  {
    kind: 'group',
    name: 'parallel-syncs',
    aliases: [],
    words: ONE_WORD,
    apply(group, [value = '']) {
      group.parallelSyncs = leadingInteger(value);
      return null;
    },
    render: (group, wanted) => numberUnlessDefault(group, 'parallelSyncs', wanted),
  },
  script('notification-script', 'notificationScript', 'Notification'),
  script('client-reconfig-script', 'clientReconfigScript', 'Client reconfiguration'),
  text('auth-pass', 'authPass'),
  text('auth-user', 'authUser'),
  time('master-reboot-down-after-period', 'masterRebootDownAfterMs', {
    least: 0,
    aliases: ['primary-reboot-down-after-period'],
  }),
  epoch('config-epoch', 'configEpoch', raiseCurrentEpoch),
  epoch('leader-epoch', 'leaderEpoch', () => {}),
  {
    kind: 'group',
    name: 'known-replica',
    aliases: ['known-slave'],
    words: { least: 2, most: 2 },
    apply: applyKnownReplica,
    render: (group) => group.knownReplicas.map(renderAddress),
  },
  {
    kind: 'group',
    name: 'known-sentinel',
    aliases: [],
    words: { least: 2, most: 3 },
    apply: applyKnownPeer,
    render: (group) =>
      group.knownPeers.map(({ address, runId }) => `${renderAddress(address)} ${quoteWord(runId)}`),
  },
  {
    kind: 'group',
    name: 'rename-command',
    aliases: [],
    words: { least: 2, most: 2 },
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
export const TRAILING_DIRECTIVES: readonly GlobalDirective[] = [
  {
    kind: 'global',
    name: 'current-epoch',
    apply(draft, value) {
      raiseCurrentEpoch(draft, leadingEpoch(value));
      return null;
    },
    render: ({ currentEpoch }) => String(currentEpoch),
  },
  {
    kind: 'global',
    name: 'announce-ip',
    apply(draft, value) {
      if (value !== '') draft.announceIp = value;
      return null;
    },
    render: ({ announceIp }) => (announceIp === '' ? null : quoted(announceIp)),
  },
  {
    kind: 'global',
    name: 'announce-port',
    apply(draft, value) {
      draft.announcePort = leadingInteger(value);
      return null;
    },
    render: ({ announcePort }) => (announcePort === 0 ? null : String(announcePort)),
  },
  credential('sentinel-user', 'sentinelUser'),
  credential('sentinel-pass', 'sentinelPass'),
];

const BY_NAME: ReadonlyMap<string, SentinelDirective> = new Map(
  [...LEADING_DIRECTIVES, ...GROUP_DIRECTIVES, ...TRAILING_DIRECTIVES].flatMap((record) =>
    namesOf(record).map((name): [string, SentinelDirective] => [name, record]),
  ),
);

function namesOf(record: SentinelDirective): readonly string[] {
  return record.kind === 'group' ? [record.name, ...record.aliases] : [record.name];
}

/** The record of a directive under any of its names, in any case. */
export function sentinelDirective(name: string): SentinelDirective | undefined {
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
