// The words of a verb where they are plain: options by their full names, each value a word of its
// own. Anything else (help, abbreviations, mistakes) is for program.ts, which understands these
// words in the same way; but its library takes longer to load than a short verb to run.

import { optionsOf } from './options.ts';
import type { AnyVerb, Verb } from './verb.ts';

export interface PlainUse {
  readonly kind: 'run';
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly options: Record<string, unknown>;
}

/** null: not plain. */
export function plainUse(verb: AnyVerb, given: readonly string[]): PlainUse | null {
  if ('verbs' in verb) return null;
  const known = optionsOf(verb).map(({ flags }) => flags);
  const switches = known.filter((flags) => !flags.includes(' '));
  const words: string[] = [];
  const options: Record<string, unknown> = {};
  // What may be switched off is on.
  for (const flag of switches) if (flag.startsWith('--no-')) options[keyOf(flag)] = true;
  const left = [...given];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith('-')) {
      words.push(word);
    } else if (switches.includes(word)) {
      options[keyOf(word)] = !word.startsWith('--no-');
    } else {
      const value = left.shift();
      if (value === undefined || value.startsWith('-')) return null;
      if (!known.some((flags) => flags.startsWith(`${word} <`))) return null;
      options[keyOf(word)] = value;
    }
  }
  const required = verb.words.filter(({ form }) => form.startsWith('<')).length;
  if (words.length < required || words.length > verb.words.length) return null;
  return { kind: 'run', verb, words, options };
}

/** `--dry-run` under `dryRun`, `--no-color` under `color`. */
function keyOf(flag: string): string {
  return flag.replace(/^--(?:no-)?/, '').replace(/-([a-z])/g, (_, letter: string) => {
    return letter.toUpperCase();
  });
}
