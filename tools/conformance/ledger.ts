// Keeps what was compared: the differences that an id of docs/compat.md allows, those that none
// does, and the allowances that nothing has used.

import { ALLOWANCES, type Allowance, allows } from './allowances.ts';
import type { Difference } from './differ.ts';

/** A difference that no id allows. */
export interface Finding {
  /** `scripts/hello.txt:12`, or a part of the event streams. */
  readonly where: string;
  readonly command: string;
  /** `RESP3`. */
  readonly how: string;
  readonly difference: Difference;
}

/** What one comparison is about. */
export interface Subject {
  readonly where: string;
  /** As it is shown. */
  readonly command: string;
  /** As allowances match it: in lower case, with one space between its words. */
  readonly key: string;
  readonly how: string;
  /** The id that stands in the script; null: none. */
  readonly allowance: string | null;
}

export class Ledger {
  readonly findings: Finding[] = [];
  #compared = 0;
  readonly #allowed = new Map<string, number>();
  readonly #used = new Set<Allowance>();
  /** Places in scripts that cite an id: whether anything differed there. */
  readonly #cited = new Map<string, boolean>();
  readonly #allowances: readonly Allowance[];

  constructor(allowances: readonly Allowance[] = ALLOWANCES) {
    this.#allowances = allowances;
  }

  get compared(): number {
    return this.#compared;
  }

  /** By id, in the order of their numbers: how many differences it allowed. */
  get allowed(): readonly (readonly [id: string, count: number])[] {
    return [...this.#allowed].sort(([a], [b]) => Number(a.slice(2)) - Number(b.slice(2)));
  }

  note(subject: Subject, differences: readonly Difference[]): void {
    this.#compared += 1;
    const { where, command, how, allowance } = subject;
    if (allowance !== null) {
      const key = `${allowance} at ${where}`;
      this.#cited.set(key, (this.#cited.get(key) ?? false) || differences.length > 0);
      if (differences.length > 0) this.#count(allowance);
      return;
    }
    for (const difference of differences) {
      const found = this.#allowances.find((each) => allows(each, subject.key, difference));
      if (found === undefined) this.findings.push({ where, command, how, difference });
      else {
        this.#used.add(found);
        this.#count(found.id);
      }
    }
  }

  /** Only what could have been used counts: those whose command `played` says was played. */
  unused(played: (allowance: Allowance) => boolean = () => true): readonly string[] {
    const idle = this.#allowances.filter((each) => !this.#used.has(each) && played(each));
    return [
      ...idle.map(({ id, command, place }) => `${id} for ${command}${place ? ` ${place}` : ''}`),
      ...[...this.#cited].filter(([, differs]) => !differs).map(([key]) => key),
    ];
  }

  #count(id: string): void {
    this.#allowed.set(id, (this.#allowed.get(id) ?? 0) + 1);
  }
}
