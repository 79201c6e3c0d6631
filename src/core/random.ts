// Chance as a value: a small seeded generator kept in the state, so that the same seed gives the
// same run. Not for secrets.

export interface Random {
  word: number;
}

export function random(seed: number): Random {
  return { word: seed | 0 };
}

/** A whole number from 0 up to, but not including, `bound`. */
export function below(source: Random, bound: number): number {
  return bound <= 1 ? 0 : Math.floor((next(source) / 0x1_0000_0000) * bound);
}

function next(source: Random): number {
  source.word = (source.word + 0x6d2b79f5) | 0;
  let mixed = Math.imul(source.word ^ (source.word >>> 15), 1 | source.word);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** A 32-bit hash of a text: the same everywhere, for orders that all Sentinels must agree on. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
