// How often a duration was how long: counts below fixed limits, which only grow.

export interface HistogramNumbers {
  /** In seconds, rising. */
  readonly limits: readonly number[];
  /** Of each limit, not of those below it too; and one more for what is above all. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export class Histogram {
  readonly #limits: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(limits: readonly number[]) {
    this.#limits = limits;
    this.#counts = Array.from({ length: limits.length + 1 }, () => 0);
  }

  add(seconds: number): void {
    const at = this.#limits.findIndex((limit) => seconds <= limit);
    const place = at < 0 ? this.#limits.length : at;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += seconds;
  }

  numbers(): HistogramNumbers {
    return { limits: this.#limits, counts: this.#counts, sum: this.#sum };
  }
}
