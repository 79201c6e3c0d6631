// Host names and where they lead (NAME-1). A name says who a node is; the addresses behind it only
// say where it is now, and can change. When a name is looked up is look-ups.ts's matter.

import { type Address, addressKey } from './address.ts';
import { normalIp } from './ip-literal.ts';
import type { DataNode, Endpoint, Group, State } from './state.ts';

/** What is known of one name. */
export interface Name {
  /** As it was spelt first. */
  readonly host: string;
  /** What the last look-up that found something gave; empty: nothing was found yet. */
  ips: readonly string[];
  isLookedUp: boolean;
  /** When the last look-up was asked for; null: nobody has here. */
  askedAtMs: number | null;
  /** How long the last one took; null: not known (DOCTOR-3). */
  tookMs: number | null;
  /** The end of the first of the last look-ups that found nothing; null: the last found something. */
  failingSinceMs: number | null;
  /** When the last look-up ended; null: none has. */
  endedAtMs: number | null;
  /** Whom links are opened to. */
  readonly users: Set<Endpoint>;
  /** The groups whose master lists a replica by this name that cannot be found yet. */
  readonly listedIn: Set<Group>;
  /** Which of the addresses is dialled, by port. */
  readonly places: Map<number, Place>;
}

export interface Place {
  readonly ip: string;
  /** Other addresses at which the same process has answered (NAME-6). */
  readonly also: readonly string[];
}

export function isName(host: string): boolean {
  return normalIp(host) === null;
}

/** Where an address leads as far as it is known; itself while it is not. */
export function placeOf(state: State, address: Address): Address {
  if (state.names.size === 0) return address;
  const name = state.names.get(address.host.toLowerCase());
  const host = name?.places.get(address.port)?.ip ?? name?.ips[0];
  return host === undefined ? address : { host, port: address.port };
}

/** All hosts that an address is known to lead to, but its own. */
export function placesOf(state: State, { host, port }: Address): readonly string[] {
  if (state.names.size === 0) return [];
  const name = state.names.get(host.toLowerCase());
  if (name === undefined) return [];
  const place = name.places.get(port);
  if (place !== undefined) return [place.ip, ...place.also];
  return name.ips.slice(0, 1);
}

/** NAME-1. Do two addresses mean one node? */
export function sameNode(state: State, a: Address, b: Address): boolean {
  if (a.port !== b.port) return false;
  if (a.host === b.host) return true;
  if (state.names.size === 0) return false;
  if (a.host.toLowerCase() === b.host.toLowerCase()) return true;
  if (placeOf(state, a).host === placeOf(state, b).host) return true;
  return hasAnswered(state, a, b.host) || hasAnswered(state, b, a.host);
}

function hasAnswered(state: State, address: Address, ip: string): boolean {
  const place = state.names.get(address.host.toLowerCase())?.places.get(address.port);
  return place?.also.includes(ip) ?? false;
}

/** The node of the group that an address means, whatever it is called. */
export function nodeAt(state: State, group: Group, address: Address): DataNode | null {
  const { master, replicas } = group;
  const key = addressKey(address);
  if (master.key === key) return master;
  const known = replicas.get(key);
  if (known !== undefined) return known.node;
  if (state.names.size === 0) return null;
  if (sameNode(state, master.address, address)) return master;
  for (const { node } of replicas.values()) {
    if (sameNode(state, node.address, address)) return node;
  }
  return null;
}

/** OPERATOR-14. */
export function isInMaintenance(state: State, node: DataNode): boolean {
  const { maintenance } = node.group.options;
  return maintenance.some((address) => sameNode(state, address, node.address));
}

/** No link goes there any more. */
export function releaseName(state: State, endpoint: Endpoint): void {
  if (state.names.size === 0) return;
  state.names.get(endpoint.address.host.toLowerCase())?.users.delete(endpoint);
}
