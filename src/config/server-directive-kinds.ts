// What an ordinary server directive is, and the kinds of which there are several. Which directives
// there are is in server-directives.ts and tls-directives.ts.

import type { Description } from './description.ts';
import type { HttpSettings } from './http-settings.ts';
import type { ConfigOutside } from './outside.ts';
import {
  DEFAULT_SERVER_SETTINGS,
  type ServerSettings,
  type TlsSettings,
} from './server-settings.ts';
import {
  INT_MAX,
  type Range,
  type Read,
  type Refusal,
  readChoice,
  readInteger,
  readYesNo,
  refuse,
} from './values.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Server settings while a file is being read. */
export interface ServerDraft extends Mutable<Omit<ServerSettings, 'users' | 'tls' | 'http'>> {
  users: (readonly string[])[];
  renamedCommands: Map<string, string>;
  tls: Mutable<TlsSettings>;
  http: Mutable<HttpSettings>;
}

export function newServerDraft(): ServerDraft {
  const defaults = DEFAULT_SERVER_SETTINGS;
  return {
    ...defaults,
    users: [],
    renamedCommands: new Map(),
    tls: { ...defaults.tls },
    http: { ...defaults.http },
  };
}

export interface ServerDirective {
  readonly name: string;
  /** How many words may follow the name. */
  readonly words: Range;
  /** What a wrong number of words is answered with. */
  readonly countRefusal: Refusal;
  apply(draft: ServerDraft, values: readonly string[], outside: ConfigOutside): Refusal | null;
}

const WRONG_COUNT: Refusal = refuse('wrong number of arguments', 'wrong-argument-count');

/** Also the answer to a name that nobody knows. */
export const BAD_DIRECTIVE: Refusal = refuse(
  'Bad directive or wrong number of arguments',
  'unknown-directive',
);

export const ONE_WORD: Range = { least: 1, most: 1 };
export const PORTS: Range = { least: 0, most: 65_535 };
export const INTS: Range = { least: 0, most: INT_MAX };

type Apply = ServerDirective['apply'];

/** A directive of one word that `reader` understands. */
export function one<T>(
  name: string,
  reader: (text: string) => Read<T>,
  set: (draft: ServerDraft, value: T) => void,
): ServerDirective {
  const apply: Apply = (draft, [text = '']) => {
    const result = reader(text);
    if (!result.ok) return result.refusal;
    set(draft, result.value);
    return null;
  };
  return { name, words: ONE_WORD, countRefusal: WRONG_COUNT, apply };
}

type Setter<T> = (draft: ServerDraft, value: T) => void;

export function yesNo(
  name: string,
  set: Setter<boolean>,
): ServerDirective & Pick<Description, 'takes'> {
  return { ...one(name, readYesNo, set), takes: 'yes|no' };
}

export function integer(name: string, range: Range | null, set: Setter<number>): ServerDirective {
  return one(name, (text) => readInteger(text, range), set);
}

export function choice<T extends string>(
  name: string,
  choices: readonly T[],
  set: Setter<T>,
): ServerDirective & Pick<Description, 'takes'> {
  return { ...one(name, (text) => readChoice(text, choices), set), takes: choices.join('|') };
}

export function word(name: string, set: Setter<string>): ServerDirective {
  return one(name, (text) => ({ ok: true, value: text }), set);
}

/** A word whose empty form means none. */
export function wordOrNull(name: string, set: Setter<string | null>): ServerDirective {
  return word(name, (draft, value) => set(draft, value === '' ? null : value));
}

export function several(name: string, words: Range, apply: Apply): ServerDirective {
  return { name, words, countRefusal: WRONG_COUNT, apply };
}

export function statement(name: string, words: Range, apply: Apply): ServerDirective {
  return { name, words, countRefusal: BAD_DIRECTIVE, apply };
}

export function seconds(ms: number): string {
  return String(ms / 1000);
}
