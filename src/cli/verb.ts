// What a verb is: one record with all that its help, its completion and its page say, and one
// function that does it.

import type { Desk } from './desk.ts';
import type { Options } from './options.ts';

export interface Verb {
  readonly name: string;
  /** As help shows them: `<name>` is required, `[name]` is not. */
  readonly words: readonly VerbWord[];
  /** What it does, in a few sentences. */
  readonly about: string;
  readonly options: readonly VerbOption[];
  /** Does it speak to Sentinels? Then it takes the options that name them. */
  readonly asksSentinels: boolean;
  /** What each exit code means, beside those that are the same for all verbs. */
  readonly exits: readonly (readonly [code: number, meaning: string])[];
  readonly examples: readonly string[];
  /** The exit code. */
  run(call: Call): Promise<number>;
}

export interface VerbWord {
  /** `<name>` */
  readonly form: string;
  readonly meaning: string;
  /** What completion offers. */
  readonly kind?: 'group' | 'file' | readonly string[];
}

export interface VerbOption {
  /** `--to <host:port>` */
  readonly flags: string;
  readonly meaning: string;
  readonly kind?: 'file' | readonly string[];
}

/** A verb that is only the door to others: `config check`. */
export interface VerbGroup {
  readonly name: string;
  readonly about: string;
  readonly verbs: readonly Verb[];
}

export type AnyVerb = Verb | VerbGroup;

/** One use of a verb. */
export interface Call {
  readonly words: readonly string[];
  readonly options: Options;
  readonly desk: Desk;
}
