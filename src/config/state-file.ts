// A configuration that is only read, and a state file beside it: what holds when both speak, and
// what the state file looks like. It is a whole sentinel.conf, of the configuration's lines and of
// all that changed, and it remembers what the configuration said when it was made. So whoever
// changed a setting last, the configuration or the running Sentinel, is right.

import { type Address, sameAddress } from '../core/address.ts';
import type { GroupSettings, KnownPeer, SentinelSettings } from '../core/settings.ts';
import type { ConfigError } from './config-error.ts';
import { type ConfigDocument, EMPTY_DOCUMENT, readDocument, textLines } from './document.ts';
import { CONFIGURED, ownLine, ownStart } from './own-settings.ts';
import { type ParsedFile, parseSettings } from './parse-config.ts';
import { renderConfig, SIGNATURE } from './render-config.ts';
import type { ServerSettings } from './server-settings.ts';
import { settingsKey } from './settings-key.ts';
import { quoteWord } from './words.ts';

/** What three texts say: the configuration when the state file was written, the configuration now,
 *  and the state file. `was` null: the state file does not tell, as one copied there by hand. */
interface Three<T> {
  readonly was: T | null;
  readonly configured: T;
  readonly saved: T;
}

type Sources = Three<SentinelSettings>;
type Said = Pick<ParsedFile, 'sentinel' | 'server'>;

/** What a state file says, and what the configuration said when it was written. */
export interface StateText {
  readonly was: Said | null;
  readonly saved: Said;
}

export type ReadState =
  | ({ readonly ok: true } & StateText)
  | { readonly ok: false; readonly error: ConfigError };

export function readState(text: string): ReadState {
  const saved = parseSettings({ text });
  if (!saved.ok) return saved;
  if (saved.configured.length === 0) return { ok: true, was: null, saved };
  const was = parseSettings({ text: saved.configured.join('\n') });
  return was.ok ? { ok: true, was, saved } : was;
}

/** What to start with. Of the server's settings only the users are kept in a state file. */
export function settle(configured: Said, { was, saved }: StateText): Said {
  const sentinel = settleSentinel({
    was: was?.sentinel ?? null,
    configured: configured.sentinel,
    saved: saved.sentinel,
  });
  const { server } = configured;
  const isSaid = was !== null && server.aclFile === null && isSameAccess(was.server, server);
  const withUsers = isSaid ? { ...server, users: saved.server.users } : server;
  return { sentinel, server: isSameAccess(withUsers, server) ? server : withUsers };
}

/** A new `requirepass` is a new default user. */
function isSameAccess(one: ServerSettings, other: ServerSettings): boolean {
  return accessLines(one).join('\n') === accessLines(other).join('\n');
}

function accessLines({ requirePass, users }: ServerSettings): readonly string[] {
  const lines = users.map((words) => ['user', ...words].map(quoteWord).join(' '));
  return requirePass === null ? lines : [`requirepass ${quoteWord(requirePass)}`, ...lines];
}

function settleSentinel({ was, configured, saved }: Sources): SentinelSettings {
  const isNewId = configured.myId !== null && configured.myId !== was?.myId;
  const { myId: configuredId, currentEpoch, groups, ...plain } = configured;
  return {
    ...later(was, plain, saved),
    myId: isNewId ? configuredId : (saved.myId ?? configuredId),
    currentEpoch: largest(currentEpoch, saved.currentEpoch),
    groups: settleGroups({ was, configured, saved }, groups),
  };
}

/** Each value of `now`, unless it is what it was: then that of `saved`. */
function later<T extends object>(was: Partial<T> | null, now: T, saved: Readonly<T>): T {
  const settled = { ...now };
  if (was === null) return settled;
  for (const key in now) if (isSame(was[key], now[key])) settled[key] = saved[key];
  return settled;
}

/** Of values as settings have them; lists are of addresses. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) return JSON.stringify(one) === JSON.stringify(other);
  if (!(one instanceof Map && other instanceof Map)) return one === other;
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}

function settleGroups(sources: Sources, configured: readonly GroupSettings[]): GroupSettings[] {
  const { was, saved } = sources;
  const before = byName(was?.groups ?? []);
  const kept = byName(saved.groups);
  const settled: GroupSettings[] = [];
  for (const group of configured) {
    const mine = kept.get(group.name);
    kept.delete(group.name);
    const base = before.get(group.name) ?? null;
    if (mine !== undefined) settled.push(settleGroup(base, group, mine));
    else if (base === null || isChanged(base, group, sources)) settled.push(asNew(group, sources));
  }
  // What the configuration never had came with SENTINEL MONITOR; what it has no more goes.
  for (const group of kept.values()) if (!before.has(group.name)) settled.push(group);
  return settled;
}

function byName(groups: readonly GroupSettings[]): Map<string, GroupSettings> {
  return new Map(groups.map((group) => [group.name, group]));
}

/** One that the operator has removed stays away for as long as the configuration says the same. */
function isChanged(was: GroupSettings, now: GroupSettings, { configured }: Sources): boolean {
  const keyOf = (group: GroupSettings): string => settingsKey({ ...configured, groups: [group] });
  return keyOf(was) !== keyOf(now);
}

/** A group that we may have watched and voted in before: no vote is given twice (VOTE-2). */
function asNew(group: GroupSettings, { saved }: Sources): GroupSettings {
  return { ...group, leaderEpoch: largest(group.leaderEpoch, saved.currentEpoch) };
}

/** A master that the configuration has moved is a new one: the others know it better than a state
 *  that was about another, so it has no replicas, no peers and no epoch of its configuration. */
function settleGroup(
  was: GroupSettings | null,
  configured: GroupSettings,
  saved: GroupSettings,
): GroupSettings {
  const { address, configEpoch, leaderEpoch, knownReplicas, knownPeers, ...options } = configured;
  const settled = { ...pauseIn(was, saved), ...later<typeof options>(was, options, saved) };
  const voted = { ...settled, leaderEpoch: largest(leaderEpoch, saved.leaderEpoch) };
  if (was !== null && !sameAddress(was.address, address)) {
    return { ...voted, address, configEpoch, knownReplicas, knownPeers };
  }
  return {
    ...voted,
    ...(saved.onTheirWord === undefined ? {} : { onTheirWord: saved.onTheirWord }),
    ...(saved.formerMasters === undefined ? {} : { formerMasters: saved.formerMasters }),
    address: saved.address,
    configEpoch: largest(configEpoch, saved.configEpoch),
    knownReplicas: withNew(saved.knownReplicas, knownReplicas, was?.knownReplicas, replicaKey),
    knownPeers: withNew(saved.knownPeers, knownPeers, was?.knownPeers, ({ runId }) => runId),
  };
}

/** The file that is written has a line for it, the configuration most often has none. */
function pauseIn(
  was: GroupSettings | null,
  { pausedUntilMs, pauseLeftMs }: GroupSettings,
): Pick<GroupSettings, 'pausedUntilMs' | 'pauseLeftMs'> {
  const isThere = pausedUntilMs !== undefined && pauseLeftMs !== undefined;
  return isThere && was?.pauseLeftMs === undefined ? { pausedUntilMs, pauseLeftMs } : {};
}

function replicaKey({ host, port }: Address): string {
  return `${port} ${host}`;
}

/** What is known, and what the configuration names that it did not name before. */
function withNew<T extends Address | KnownPeer>(
  known: readonly T[],
  named: readonly T[],
  before: readonly T[] | undefined,
  keyOf: (item: T) => string,
): readonly T[] {
  const seen = new Set([...known, ...(before ?? [])].map(keyOf));
  return [...known, ...named.filter((item) => !seen.has(keyOf(item)))];
}

function largest(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

const HEADER =
  '# State of Vedette. What is changed here by hand is lost: change the configuration.';

/** The lines of a state file: those of the configuration as far as they are not about the state
 *  file itself, what the configuration says about Sentinel, and the users who are there now. */
export function stateDocument(
  configText: string,
  configured: Said,
  users: ServerSettings['users'] = configured.server.users,
): ConfigDocument {
  const isOther = users !== configured.server.users;
  const kept = textLines(configText).filter(
    (line) => !isAboutState(line) && !(isOther && /^\s*user\s/i.test(line)),
  );
  const userLines = isOther ? accessLines({ ...configured.server, requirePass: null, users }) : [];
  const lines = configuredLines(configured);
  // That the configuration said nothing is remembered, too.
  const remembered = (lines.length === 0 ? [''] : lines).map(
    (line) => `${ownStart(CONFIGURED)} ${line}`,
  );
  return readDocument([...kept, '', ...userLines, '', HEADER, ...remembered].join('\n'));
}

function isAboutState(line: string): boolean {
  const text = line.trim();
  return text === HEADER || ['state-file', CONFIGURED].includes(ownLine(text)?.name ?? '');
}

const NOTHING_SAID = /^sentinel (config-epoch|leader-epoch|current-epoch) (.* )?0$/;

function configuredLines({ sentinel, server }: Said): readonly string[] {
  const lines = renderConfig(EMPTY_DOCUMENT, sentinel).split('\n');
  const said = lines.filter(
    (line) => line !== '' && line !== SIGNATURE && !NOTHING_SAID.test(line),
  );
  return [...accessLines(server), ...said];
}
