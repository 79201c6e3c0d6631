// The address of a node as a person types it in two words, for commands that name one.

import type { Address } from '../core/address.ts';
import { normalIp } from '../core/ip-literal.ts';
import { parseDecimal } from '../resp/decimal.ts';

const PORT_MAX = 65_535;

/** null: it is none. The host may be a name. */
export function parseAddress(host: string, portText: string | undefined): Address | null {
  const port = parseDecimal(portText ?? '');
  if (host === '' || typeof port !== 'number' || port < 1 || port > PORT_MAX) return null;
  return { host: normalIp(host) ?? host, port };
}
