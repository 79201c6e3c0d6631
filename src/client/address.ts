// Addresses as a person types them, `host:port`, with brackets around IPv6.

import { type Address, addressKey } from '../core/address.ts';
import { normalIp } from '../core/ip-literal.ts';

const PORT_MAX = 65_535;
const TYPED = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/;

/** null: it is none. Without `defaultPort` a port is required. */
export function parseHostPort(text: string, defaultPort?: number): Address | null {
  const match = TYPED.exec(text.trim());
  if (match === null) return null;
  const [, bracketed, plain, portText] = match;
  const host = bracketed ?? plain ?? '';
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port === undefined || port < 1 || port > PORT_MAX) return null;
  return { host: normalIp(host) ?? host, port };
}

/** The address as people read it. */
export const shown: (address: Address) => string = addressKey;
