// Chance for the fuzzer: from a seed, so that every input can be made again.

import { below, type Random } from '../../src/core/random.ts';

/** One of them; there must be one. */
export function pick<T>(chance: Random, items: readonly [T, ...T[]]): T {
  return items[below(chance, items.length)] ?? items[0];
}

/** True once in `times`. */
export function once(chance: Random, times: number): boolean {
  return below(chance, times) === 0;
}

/** Up to `most` characters, each one byte. */
export function anyBytes(chance: Random, most: number): string {
  let text = '';
  for (let left = below(chance, most + 1); left > 0; left -= 1) {
    text += String.fromCharCode(below(chance, 256));
  }
  return text;
}

/** So many of what `make` gives, up to `most`. */
export function several<T>(chance: Random, most: number, make: () => T): T[] {
  return Array.from({ length: below(chance, most + 1) }, make);
}

/** Numbers at the edges of what computers count with, and what only looks like one. */
export function oddNumber(chance: Random): string {
  return pick(chance, ODD_NUMBERS);
}

const ODD_NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '-0',
  '00',
  '+1',
  ' 1',
  '1 ',
  '1e9',
  '0x10',
  '1.5',
  '-',
  '',
  'NaN',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '18446744073709551616',
  '-9223372036854775809',
  '99999999999999999999999999999',
] as const;
