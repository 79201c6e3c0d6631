// Is a host or an address one that we could connect to and write into the file? A host name is none
// unless names are resolved; a number is kept in its normal spelling, so that one node is not taken
// for two.

import type { Address } from './address.ts';
import { normalIp } from './ip-literal.ts';
import type { State } from './state.ts';

const LARGEST_PORT = 65_535;

/** The host as it is kept; null: it must not be. What has a colon and is no number is no name
 *  either: an IPv6 address with a zone would mean another machine in every place. */
export function usableHost(host: string, resolveHostnames: boolean): string | null {
  const normal = normalIp(host);
  if (normal !== null) return normal;
  return resolveHostnames && host !== '' && !/[:%]/.test(host) ? host : null;
}

/** null: not usable. */
export function usableAddress(state: State, address: Address): Address | null {
  const { host, port } = address;
  if (port < 1 || port > LARGEST_PORT) return null;
  const usable = usableHost(host, state.settings.resolveHostnames);
  if (usable === host) return address;
  return usable === null ? null : { host: usable, port };
}
