// Where a node listens. The host is kept as the user or the network spelt it; turning a name
// into a number is the outside's work.

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, with brackets around an IPv6 host: the name of a replica, and the key of a map. */
export function addressKey(address: Address): string {
  const { host, port } = address;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.host === b.host;
}
