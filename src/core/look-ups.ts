// When the core asks for a name to be looked up, and what it does with the answer (NAME-n). It
// never waits for one: it goes on with what it knew, and the answer is an input like any other.

import type { Address } from './address.ts';
import { indexMaster, unindexMaster } from './master-index.ts';
import { isName, type Name, type Place } from './names.ts';
import type { Outbox } from './outbox.ts';
import type { Endpoint, Group, State } from './state.ts';
import { isMaster } from './state.ts';

/** Names that are kept. Beyond it, one that no link uses makes room; without such a one a new
 *  name is not looked up. */
export const MOST_NAMES = 10_000;
/** Addresses of one name that are kept. */
const MOST_ADDRESSES = 16;
/** NAME-2: a name is not looked up again for a connection before that. */
export const LOOK_UP_PAUSE_MS = 1_000;
/** NAME-2: nor before that because somebody mentions it. */
const MENTION_LIFE_MS = 10_000;

/** NAME-5: somebody speaks of a name. Null while it is not known whether it leads anywhere. */
export function mentioned(state: State, host: string, now: number, out: Outbox): Name | null {
  const name = lookUp(state, host, { now, maxAgeMs: MENTION_LIFE_MS }, out);
  return name === null || name.endedAtMs === null ? null : name;
}

/** Does a name lead anywhere? `awaited`: `resolved` will tell. */
export function findName(
  state: State,
  host: string,
  now: number,
  out: Outbox,
): 'found' | 'awaited' | 'nowhere' {
  const name = lookUp(state, host, { now, maxAgeMs: LOOK_UP_PAUSE_MS }, out);
  if (name === null) return 'nowhere';
  if (name.ips.length > 0) return 'found';
  return name.isLookedUp ? 'awaited' : 'nowhere';
}

/** Where to dial now: the last known address at once, with a look-up beside it (NAME-2). Null: it
 *  is not known yet; `resolved` opens the link. */
export function addressToDial(
  state: State,
  endpoint: Endpoint,
  now: number,
  out: Outbox,
): Address | null {
  const { host, port } = endpoint.address;
  if (!isName(host)) return endpoint.address;
  const name = lookUp(state, host, { now, maxAgeMs: LOOK_UP_PAUSE_MS }, out);
  if (name === null) return null;
  name.users.add(endpoint);
  settle(state, name, port);
  const ip = name.places.get(port)?.ip;
  return ip === undefined ? null : { host: ip, port };
}

/** NAME-3: nobody answers there; the next address of the name is tried. */
export function tryNextAddress(state: State, { host, port }: Address): void {
  const name = state.names.get(host.toLowerCase());
  const place = name?.places.get(port);
  if (name === undefined || place === undefined || name.ips.length < 2) return;
  const next = name.ips[(name.ips.indexOf(place.ip) + 1) % name.ips.length];
  if (next !== undefined) move(state, name, port, { ip: next, also: place.also });
}

/** NAME-3: the address in use stays while the name still has it. */
export function settle(state: State, name: Name, port: number): void {
  const [first] = name.ips;
  const place = name.places.get(port);
  if (first === undefined || (place !== undefined && name.ips.includes(place.ip))) return;
  move(state, name, port, { ip: first, also: [] });
}

/** NAME-6: the process of that name also answers at another address. */
export function alsoAt(state: State, { host, port }: Address, ip: string): void {
  const name = state.names.get(host.toLowerCase());
  const place = name?.places.get(port);
  if (name === undefined || place === undefined || place.also.includes(ip)) return;
  const also = [...place.also, ip].slice(-MOST_ADDRESSES);
  name.places.set(port, { ip: place.ip, also });
}

/** A name gets what a look-up found; one that found nothing leaves all as it was (NAME-4). */
export function learn(name: Name, ips: readonly string[], now: number): void {
  const { askedAtMs } = name;
  name.tookMs = name.isLookedUp && askedAtMs !== null ? now - askedAtMs : null;
  name.isLookedUp = false;
  name.endedAtMs = now;
  name.failingSinceMs = ips.length > 0 ? null : (name.failingSinceMs ?? now);
  if (ips.length > 0) name.ips = ips.slice(0, MOST_ADDRESSES);
}

/** Masters are found by where they are, too. */
function move(state: State, name: Name, port: number, place: Place): void {
  const groups = mastersAt(name, port);
  for (const group of groups) unindexMaster(state, group);
  name.places.set(port, place);
  for (const group of groups) indexMaster(state, group);
}

function mastersAt(name: Name, port: number): readonly Group[] {
  const groups: Group[] = [];
  for (const endpoint of name.users) {
    if (endpoint.kind !== 'node' || endpoint.address.port !== port) continue;
    if (isMaster(endpoint)) groups.push(endpoint.group);
  }
  return groups;
}

/** Asks for a look-up unless one is under way or the last one is young enough. */
function lookUp(
  state: State,
  host: string,
  when: { readonly now: number; readonly maxAgeMs: number },
  out: Outbox,
): Name | null {
  const name = nameOf(state, host);
  if (name === null || name.isLookedUp) return name;
  const ageMs = name.endedAtMs === null ? Number.POSITIVE_INFINITY : when.now - name.endedAtMs;
  if (ageMs < when.maxAgeMs) return name;
  name.isLookedUp = true;
  name.askedAtMs = when.now;
  out.free({ kind: 'look-up', host: name.host });
  return name;
}

/** Makes the entry; null: there is no room. */
export function nameOf(state: State, host: string): Name | null {
  const key = host.toLowerCase();
  const known = state.names.get(key);
  if (known !== undefined) return known;
  if (state.names.size >= MOST_NAMES && !makeRoom(state)) return null;
  const name: Name = {
    host,
    ips: [],
    isLookedUp: false,
    ...{ askedAtMs: null, tookMs: null, failingSinceMs: null },
    endedAtMs: null,
    users: new Set(),
    listedIn: new Set(),
    places: new Map(),
  };
  state.names.set(key, name);
  return name;
}

function makeRoom(state: State): boolean {
  for (const [key, name] of state.names) {
    if (name.users.size > 0 || name.isLookedUp) continue;
    state.names.delete(key);
    return true;
  }
  return false;
}
