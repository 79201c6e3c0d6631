// What is going to happen, in order of time and, at the same time, of being scheduled: a binary
// heap. Nothing is taken out early; who changed its mind ignores the call.

/** Stands in the queue at most once at a time; the queue sets its time and its order. */
export interface Happening {
  atMs: number;
  order: number;
  run(): void;
}

export class EventQueue {
  readonly #heap: Happening[] = [];
  #scheduled = 0;

  get nextMs(): number {
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  push(atMs: number, entry: Happening): void {
    const heap = this.#heap;
    entry.atMs = atMs;
    entry.order = this.#scheduled++;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isEarlier(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  /** The first entry, taken out. */
  pop(): Happening | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Happening): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const smaller = this.#smallerChild(left);
      const child = heap[smaller];
      if (child === undefined || !isEarlier(child, entry)) break;
      heap[index] = child;
      index = smaller;
    }
    heap[index] = entry;
  }

  #smallerChild(left: number): number {
    const a = this.#heap[left];
    const b = this.#heap[left + 1];
    return a !== undefined && b !== undefined && isEarlier(b, a) ? left + 1 : left;
  }
}

function isEarlier(a: Happening, b: Happening): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
