// What the system says when a call fails, in the words that other programs use for it.

import { getSystemErrorMap } from 'node:util';

/** Node has a wording of its own for a few. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'Is a directory'],
  ['EADDRINUSE', 'Address already in use'],
  ['EADDRNOTAVAIL', 'Cannot assign requested address'],
]);

let names: ReadonlyMap<string, string> | null = null;

/** A sentence part with a capital, without a full stop. */
export function systemErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = WORDS.get(code);
  if (known !== undefined) return known;
  names ??= new Map(getSystemErrorMap().values());
  const text = names.get(code) ?? (error instanceof Error ? error.message : String(error));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
