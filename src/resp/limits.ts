// Every limit of the codec, in one place. Requests come from strangers, replies from nodes that we
// chose to watch: both are bounded, because either may be broken or hostile. Sizes are bytes.

/** An inline command, and the line that announces a count or a length. As stock. */
export const LINE_BYTES_MAX: number = 64 * 1024;

/** Arguments of one request. Stock allows 2^31 - 1; no command of a Sentinel has use for more than
 *  a handful, except SUBSCRIBE. */
export const REQUEST_ARGUMENTS_MAX: number = 64 * 1024;

/** One argument. Stock allows 512 MiB (proto-max-bulk-len); the longest that a Sentinel can use is
 *  a path or a password. */
export const REQUEST_BULK_BYTES_MAX: number = 1024 * 1024;

/** One request as a whole, an argument counted with `ARGUMENT_OVERHEAD_BYTES`. Takes the place of
 *  stock's client-query-buffer-limit of 1 GiB. */
export const REQUEST_BYTES_MAX: number = 4 * 1024 * 1024;

/** What an argument costs beside its text. */
export const ARGUMENT_OVERHEAD_BYTES = 16;

/** Whoever has not authenticated yet: as stock. */
export const STRANGER_ARGUMENTS_MAX = 10;
export const STRANGER_BULK_BYTES_MAX: number = 16 * 1024;

/** One bulk of a reply. An INFO has about 6 KiB. */
export const REPLY_BULK_BYTES_MAX: number = 4 * 1024 * 1024;

/** One reply as a whole, an element counted with `ARGUMENT_OVERHEAD_BYTES`. */
export const REPLY_BYTES_MAX: number = 16 * 1024 * 1024;

/** Elements of one reply, counted through all its levels. */
export const REPLY_ELEMENTS_MAX: number = 256 * 1024;

/** Aggregates within aggregates. COMMAND DOCS, the deepest of all, has 7. */
export const REPLY_DEPTH_MAX = 16;
