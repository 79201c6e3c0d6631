// Every limit of the server, in one place; those on single requests are in resp/limits.ts. Sizes
// are bytes.

import type { BacklogBounds } from './backlog-limit.ts';

/** What a subscriber may leave unread, unless the file says otherwise. As stock's default for its
 *  class `pubsub`. */
export const SUBSCRIBER_BACKLOG: BacklogBounds = {
  hardBytes: 32 * 1024 * 1024,
  softBytes: 8 * 1024 * 1024,
  softMs: 60_000,
};

/** As stock's default for its class `normal`: no limit, because of the next one. */
export const CLIENT_BACKLOG: BacklogBounds = { hardBytes: 0, softBytes: 0, softMs: 0 };

/** A client that leaves this much unread is not listened to until it has read all. Stock has no
 *  limit for such a client. */
export const REPLY_BACKLOG_BYTES: number = 1024 * 1024;

/** Replies of one client that wait for an answer of the core; at the limit its next commands wait
 *  unread. */
export const WAITING_REPLIES_MAX = 1_024;

/** What one client may subscribe to, channels and patterns together, and the length of their names;
 *  beyond that SUBSCRIBE and PSUBSCRIBE fail. Stock has no limit. */
export const SUBSCRIPTIONS_MAX = 4_096;
export const SUBSCRIPTION_NAME_BYTES_MAX: number = 1024 * 1024;

/** How long a client that was sent an error may take to read it before it is cut off. */
export const LAST_WORDS_MS = 10_000;

/** How long a client may take for its TLS handshake. Stock has no limit. */
export const HANDSHAKE_LIMIT_MS = 10_000;

/** Idle clients and slow subscribers are looked for this often. */
export const SWEEP_PERIOD_MS = 1_000;

/** As many of these as INFO's `recent` looks back, as stock does: 8 s. */
export const RECENT_SWEEPS = 8;

/** The longest that a timer of the platform can be set for. */
export const TIMER_MS_MAX: number = 2 ** 31 - 1;

/** Warnings of the same kind are at least this far apart. */
export const WARNING_PERIOD_MS = 60_000;
