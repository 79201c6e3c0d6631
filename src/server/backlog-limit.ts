// When a subscriber that does not read is cut off: at once beyond the hard limit, and after a while
// beyond the soft one.

import {
  SUBSCRIBER_BACKLOG_HARD_BYTES,
  SUBSCRIBER_BACKLOG_SOFT_BYTES,
  SUBSCRIBER_BACKLOG_SOFT_MS,
} from './limits.ts';

export class BacklogLimit {
  /** Since when it is over the soft limit. */
  #overSinceMs: number | null = null;

  /** To be asked whenever something was added, and now and then; times are monotonic. */
  exceeded(backlogBytes: number, nowMs: number): boolean {
    if (backlogBytes <= SUBSCRIBER_BACKLOG_SOFT_BYTES) {
      this.#overSinceMs = null;
      return false;
    }
    this.#overSinceMs ??= nowMs;
    if (backlogBytes > SUBSCRIBER_BACKLOG_HARD_BYTES) return true;
    return nowMs - this.#overSinceMs >= SUBSCRIBER_BACKLOG_SOFT_MS;
  }
}
