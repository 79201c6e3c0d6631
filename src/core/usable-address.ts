// Is an address that somebody else names one that we could connect to and write into the file? A
// host name is none unless names are resolved; a number is kept in its normal spelling, so that one
// node is not taken for two.

import type { Address } from './address.ts';
import { normalIp } from './ip-literal.ts';
import type { State } from './state.ts';

const LARGEST_PORT = 65_535;

/** null: not usable. */
export function usableAddress(state: State, address: Address): Address | null {
  const { host, port } = address;
  if (port < 1 || port > LARGEST_PORT) return null;
  const normal = normalIp(host);
  if (normal === host) return address;
  if (normal !== null) return { host: normal, port };
  return state.settings.resolveHostnames ? address : null;
}
