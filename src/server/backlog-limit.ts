// When a subscriber that does not read is cut off: at once beyond the hard limit, and after a while
// beyond the soft one.

/** Of either limit 0: there is none. */
export interface BacklogBounds {
  readonly hardBytes: number;
  readonly softBytes: number;
  /** How long it may be over the soft limit. */
  readonly softMs: number;
}

export class BacklogLimit {
  readonly #bounds: BacklogBounds;
  /** Since when it is over the soft limit. */
  #overSinceMs: number | null = null;

  constructor(bounds: BacklogBounds) {
    this.#bounds = bounds;
  }

  /** To be asked whenever something was added, and now and then; times are monotonic. */
  exceeded(backlogBytes: number, nowMs: number): boolean {
    const { hardBytes, softBytes, softMs } = this.#bounds;
    if (hardBytes > 0 && backlogBytes > hardBytes) return true;
    if (softBytes === 0 || backlogBytes <= softBytes) {
      this.#overSinceMs = null;
      return false;
    }
    this.#overSinceMs ??= nowMs;
    return nowMs - this.#overSinceMs >= softMs;
  }
}
