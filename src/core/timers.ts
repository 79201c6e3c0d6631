// The table of deadlines (SCALE-1): an indexed binary heap of named timers. A timer belongs to
// whoever armed it and stands in the heap at most once, so that moving it costs a logarithm and
// nothing is scanned (at 2,000 groups there are tens of thousands).

/** One deadline. `target` says whose it is and what to do when it passes. */
export interface Timer<T> {
  readonly target: T;
  /** The deadline on the core's clock, or null when not armed. */
  atMs: number | null;
  /** Where it stands in the heap; -1 when not armed. */
  index: number;
}

export function timer<T>(target: T): Timer<T> {
  return { target, atMs: null, index: -1 };
}

export class Timers<T> {
  readonly #heap: Timer<T>[] = [];

  /** Sets or moves the deadline. */
  arm(entry: Timer<T>, atMs: number): void {
    const before = entry.atMs;
    entry.atMs = atMs;
    if (before === null) {
      entry.index = this.#heap.length;
      this.#heap.push(entry);
      this.#up(entry);
    } else if (atMs < before) this.#up(entry);
    else if (atMs > before) this.#down(entry);
  }

  disarm(entry: Timer<T>): void {
    if (entry.atMs === null) return;
    const hole = entry.index;
    entry.atMs = null;
    entry.index = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#heap[hole] = last;
    last.index = hole;
    this.#up(last);
    this.#down(last);
  }

  /** The nearest deadline, or null when nothing is armed. */
  next(): number | null {
    return this.#heap[0]?.atMs ?? null;
  }

  /** Takes out the nearest timer whose deadline is `nowMs` or earlier. */
  takeDue(nowMs: number): T | null {
    const first = this.#heap[0];
    if (first === undefined || first.atMs === null || first.atMs > nowMs) return null;
    this.disarm(first);
    return first.target;
  }

  get size(): number {
    return this.#heap.length;
  }

  #up(entry: Timer<T>): void {
    while (entry.index > 0) {
      const parent = this.#heap[(entry.index - 1) >> 1];
      if (parent === undefined || at(parent) <= at(entry)) return;
      this.#swap(parent, entry);
    }
  }

  #down(entry: Timer<T>): void {
    for (;;) {
      const left = this.#heap[entry.index * 2 + 1];
      const right = this.#heap[entry.index * 2 + 2];
      const least =
        right !== undefined && left !== undefined && at(right) < at(left) ? right : left;
      if (least === undefined || at(least) >= at(entry)) return;
      this.#swap(least, entry);
    }
  }

  #swap(a: Timer<T>, b: Timer<T>): void {
    const index = a.index;
    a.index = b.index;
    b.index = index;
    this.#heap[a.index] = a;
    this.#heap[b.index] = b;
  }
}

function at<T>(entry: Timer<T>): number {
  return entry.atMs ?? Number.POSITIVE_INFINITY;
}
