// Reads hellos. Each is the same text many times over, for every Vedette that hears it through
// every node, so what was read is remembered.

import type { Hello } from '../src/core/facts.ts';
import { parseHello } from '../src/dialect/hello.ts';

const MAX_REMEMBERED = 2_000;

const remembered = new Map<string, Hello | null>();

/** As `parseHello`. */
export function readHello(payload: string): Hello | null {
  const known = remembered.get(payload);
  if (known !== undefined) return known;
  const hello = parseHello(payload);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(payload, hello);
  return hello;
}
