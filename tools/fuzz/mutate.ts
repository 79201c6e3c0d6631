// Makes a malformed input of a well-formed one: a few small changes at places of chance.

import { below, type Random } from '../../src/core/random.ts';
import { anyBytes, oddNumber, once, pick } from './chance.ts';

const CHANGES_MOST = 6;
/** An input never grows beyond this by changes. */
const LENGTH_MOST = 64 * 1024;

/** `words`: what the format is made of. `other`: another input, to take a part of. */
export function mutate(
  chance: Random,
  text: string,
  { words, other }: { readonly words: readonly [string, ...string[]]; readonly other: string },
): string {
  let result = text;
  for (let left = 1 + below(chance, CHANGES_MOST); left > 0; left -= 1) {
    const at = below(chance, result.length + 1);
    const end = at + below(chance, once(chance, 4) ? result.length - at + 1 : 8);
    result = change(chance, result, { at, end, words, other }).slice(0, LENGTH_MOST);
  }
  return result;
}

interface Place {
  readonly at: number;
  readonly end: number;
  readonly words: readonly [string, ...string[]];
  readonly other: string;
}

function change(chance: Random, text: string, { at, end, words, other }: Place): string {
  const [before, part, behind] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (below(chance, 10)) {
    case 0:
      return before + behind;
    case 1:
      return before + part + part + behind;
    case 2:
      return before + anyBytes(chance, 4) + behind;
    case 3:
      return before + pick(chance, words) + part + behind;
    case 4:
      return before + pick(chance, words) + behind;
    case 5:
      return before + other.slice(below(chance, other.length + 1));
    case 6:
      return before;
    case 7:
      return text.replace(/\d+/, () => oddNumber(chance));
    case 8:
      return before + part.repeat(1 + below(chance, 50)) + behind;
    default:
      return flipped(chance, text, at);
  }
}

/** One bit of one character. */
function flipped(chance: Random, text: string, at: number): string {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) return text;
  const other = String.fromCharCode((code ^ (1 << below(chance, 8))) & 0xff);
  return text.slice(0, at) + other + text.slice(at + 1);
}
