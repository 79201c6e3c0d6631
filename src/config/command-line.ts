// The words after `vedette` on the command line: which file, which lines follow it, or just a
// question. It reads nothing and decides nothing about the lines.

import { ownSetting, ownStart } from './own-settings.ts';
import { quoted, splitWords } from './words.ts';

export type CommandLine =
  | {
      readonly kind: 'run';
      /** null: none was given, which is for the caller to refuse. */
      readonly file: string | null;
      /** One line for each `--directive value ...`, to stand after the file. */
      readonly lines: readonly string[];
      /** Also read lines from standard input, between the file and `lines`. */
      readonly stdin: boolean;
    }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'check-system' }
  | { readonly kind: 'error'; readonly message: string };

/** `words` hold one character a byte (latin1). */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const [first = ''] = words;
  if (first === '-v' || first === '--version') return { kind: 'version' };
  if (first === '-h' || first === '--help') return { kind: 'help' };
  if (first === '--check-system') return { kind: 'check-system' };
  if (first === '--test-memory') {
    const message = 'Vedette tests no memory: use memtest86 or memtester.';
    return { kind: 'error', message };
  }
  const file = first === '' || first.startsWith('-') ? null : first;
  const rest = file === null ? words : words.slice(1);
  const isStdin = (word: string, index: number): boolean =>
    word === '-' && ((index === 0 && file === null) || index === rest.length - 1);
  const options = rest.filter((word, index) => !isStdin(word, index));
  return { kind: 'run', file, lines: optionLines(options), stdin: options.length < rest.length };
}

/** Directives that may stand without a value before the next one. */
const BARE: ReadonlyMap<string, string> = new Map([
  ['--save', 'save ""'],
  ['--sentinel', 'sentinel'],
]);

/** `--name value value` becomes `name "value" "value"`. The word after a name is its value even
 *  when it begins with two dashes; a name and its values may also come in one word. */
function optionLines(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let wantsValue = false;
  for (const [index, word] of words.entries()) {
    if (wantsValue || !word.startsWith('--')) {
      const before = lines.pop();
      lines.push(before === undefined ? quoted(word) : `${before} ${quoted(word)}`);
      wantsValue = false;
      continue;
    }
    const next = words[index + 1];
    const bare =
      next === undefined || next.startsWith('--') ? BARE.get(word.toLowerCase()) : undefined;
    lines.push(bare ?? lineStart(word.slice(2)));
    wantsValue = bare === undefined && splitWords(word)?.length === 1;
  }
  return lines;
}

/** A setting of our own is given like a directive, `--state-file PATH`. */
function lineStart(text: string): string {
  const [name = ''] = splitWords(text) ?? [];
  return ownSetting(name) === undefined ? text : ownStart(text);
}
