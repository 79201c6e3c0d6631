// The options that a verb was given, read with the type that it wants; and those that every verb
// has.

import { parseDuration } from './duration.ts';
import { usage } from './exit.ts';
import type { Verb, VerbOption } from './verb.ts';

/** By their long names, `--dry-run` under `dryRun`. */
export type Options = Readonly<Record<string, unknown>>;

export function textOption(options: Options, key: string): string | null {
  const value = options[key];
  return typeof value === 'string' ? value : null;
}

export function isOn(options: Options, key: string): boolean {
  return options[key] === true;
}

/** Milliseconds; null: not given. */
export function durationOption(options: Options, key: string): number | null {
  const text = textOption(options, key);
  if (text === null) return null;
  const ms = parseDuration(text);
  if (ms === null) {
    throw usage(`'${text}' is no duration: write a number with ms, s, m or h, as in 500ms or 2m.`);
  }
  return ms;
}

export const OUTPUT_OPTIONS: readonly VerbOption[] = [
  { flags: '--json', meaning: 'print JSON, for programs' },
  { flags: '--no-color', meaning: 'no colours on a terminal either; so does NO_COLOR' },
];

export const SENTINEL_OPTIONS: readonly VerbOption[] = [
  {
    flags: '--sentinels <host:port,...>',
    meaning: 'the Sentinels to ask; from these the others are found (VEDETTE_SENTINELS)',
  },
  {
    flags: '--config <file>',
    meaning: 'the sentinel.conf of one of them, which has the rest as well (VEDETTE_CONFIG)',
    kind: 'file',
  },
  { flags: '--only', meaning: 'ask none but those that are named' },
  {
    flags: '--answer-within <duration>',
    meaning: 'how long to wait for each Sentinel: 2s (VEDETTE_ANSWER_WITHIN)',
  },
  { flags: '--user <name>', meaning: 'the user to come in as (VEDETTE_USER)' },
  {
    flags: '--password-file <file>',
    meaning: 'a file whose first line is the password (VEDETTE_PASSWORD_FILE, VEDETTE_PASSWORD)',
    kind: 'file',
  },
  { flags: '--tls', meaning: 'speak TLS (VEDETTE_TLS=yes)' },
  {
    flags: '--tls-ca <file>',
    meaning: 'the authority that has signed their certificates (VEDETTE_TLS_CA)',
    kind: 'file',
  },
  {
    flags: '--tls-cert <file>',
    meaning: 'our certificate, where they ask for one (VEDETTE_TLS_CERT)',
    kind: 'file',
  },
  { flags: '--tls-key <file>', meaning: 'its key (VEDETTE_TLS_KEY)', kind: 'file' },
  { flags: '--tls-insecure', meaning: 'take any certificate' },
];

/** Its own first, then those of many. */
export function optionsOf(verb: Verb): readonly VerbOption[] {
  return [...verb.options, ...OUTPUT_OPTIONS, ...(verb.asksSentinels ? SENTINEL_OPTIONS : [])];
}
