// How the process ends: one table of codes for all verbs, and the exception that carries one out of
// the depth of a verb with what the user has to know.

export const EXIT = {
  good: 0,
  /** The answer is no: refused, or something is not as it should be. */
  no: 1,
  /** Something is badly wrong. */
  critical: 2,
  /** No Sentinel could be asked. */
  unreachable: 3,
  /** No Sentinel knows the group or the node. */
  unknown: 4,
  /** The time was up first. */
  late: 5,
  /** The words were not understood: that of sysexits. */
  usage: 64,
} as const;

/** The same for every verb. */
export const COMMON_EXITS: readonly (readonly [number, string])[] = [
  [EXIT.usage, 'the words were not understood, or a file that they name cannot be read'],
];

export const SENTINEL_EXITS: readonly (readonly [number, string])[] = [
  [EXIT.unreachable, 'no Sentinel could be asked'],
];

/** Ends a verb. `text`: what happened and what to do, one or more lines. */
export class Stop extends Error {
  readonly code: number;

  constructor(code: number, text: string) {
    super(text);
    this.code = code;
  }
}

export function usage(text: string): Stop {
  return new Stop(EXIT.usage, text);
}
