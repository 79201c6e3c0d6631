// The story of one run, one dense line an event, and a hash of it: two runs of a seed that differ
// anywhere have different hashes. Lines are kept only when someone wants to read them.

/** The marks of the second column. */
export const LEGEND: readonly (readonly [mark: string, meaning: string])[] = [
  ['*', 'a fault begins'],
  ['/', 'a fault ends'],
  ['+', 'an event that a Vedette announces'],
  ['.', 'a note that a Vedette logs'],
  ['>', 'a statement leaves a Vedette: a request for votes, a reconfiguration'],
  ['<', 'an answer that carries a vote leaves a Vedette'],
  ['s', 'the file of a Vedette is synced, or cannot be'],
  ['r', 'a node changes its role or its data'],
  ['w', 'the writing client'],
  ['#', 'the run itself: its options, its phases, its verdict'],
];

export class Trace {
  readonly #keep: boolean;
  readonly #lines: string[] = [];
  #high = 0x811c9dc5;
  #low = 0x01000193;

  constructor(keep: boolean) {
    this.#keep = keep;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** 16 hexadecimal digits over all that was noted. */
  get hash(): string {
    return hex(this.#high) + hex(this.#low);
  }

  line(atMs: number, who: string, what: { mark: string; text: string }): void {
    this.mix(atMs * 1024);
    this.#mixText(who);
    this.#mixText(what.mark);
    this.#mixText(what.text);
    if (!this.#keep) return;
    const when = atMs.toFixed(3).padStart(11);
    this.#lines.push(`${when} ${what.mark} ${who.padEnd(9)} ${what.text}`);
  }

  #mixText(text: string): void {
    for (let index = 0; index < text.length; index++) this.mix(text.charCodeAt(index));
    this.mix(text.length);
  }

  /** Lets a number count for the hash alone. */
  mix(value: number): void {
    this.#high = Math.imul(this.#high ^ value, 0x01000193);
    this.#low = Math.imul((this.#low + value) | 0, 0x85ebca6b) ^ (this.#low >>> 13);
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
