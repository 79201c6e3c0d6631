// Cuts a text as a network may cut it.

import { below, type Random } from '../../src/core/random.ts';
import { once } from './chance.ts';

/** Short inputs now and then byte by byte; otherwise at a few places. */
export function chunksOf(chance: Random, text: string): readonly string[] {
  if (text.length < 200 && once(chance, 4)) return [...text];
  const chunks: string[] = [];
  let rest = text;
  for (let cuts = below(chance, 6); cuts > 0; cuts -= 1) {
    const at = below(chance, Math.min(rest.length, once(chance, 2) ? 8 : rest.length) + 1);
    chunks.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...chunks, rest];
}
