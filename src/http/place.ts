// The address of a node as people write it in one word.

/** Its host and its port; null: it is none. Of IPv6 the brackets are left out. */
export function placeWords(place: string): readonly [host: string, port: string] | null {
  const match = /^(?:\[([^\]\s]+)\]|([^:\s]+)):(\d{1,5})$/.exec(place);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3];
  return host === undefined || port === undefined ? null : [host, port];
}
