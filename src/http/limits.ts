// Every limit of the door in one place, with what happens at it.

/** Connections at a time, shared evenly by the addresses of `http-bind`, and fewer where a process
 *  may open few files; further ones are closed at once. */
export const CONNECTIONS_MAX = 256;
/** Requests of one connection; then it is closed and a new one can be made. */
export const REQUESTS_PER_CONNECTION_MAX = 10_000;
/** Line and headers of a request together; longer ones are answered with 431. */
export const HEADER_BYTES_MAX = 8_192;
/** Of a request; longer ones are answered with 413. */
export const BODY_BYTES_MAX = 16_384;
/** For all headers to arrive, and for a whole request; then 408. */
export const HEADERS_LIMIT_MS = 5_000;
export const REQUEST_LIMIT_MS = 10_000;
/** Between two requests on one connection; then it is closed. */
export const KEEP_ALIVE_MS = 65_000;
/** How often the limits above are looked at. */
export const LIMIT_CHECK_MS = 1_000;
/** For a client to read a part of an answer; then the connection is closed. */
export const DRAIN_LIMIT_MS = 20_000;

/** Event streams at a time; a further one is answered with 503. */
export const STREAMS_MAX = 32;
/** What a stream may leave unread; then it is closed, and can be resumed. */
export const STREAM_BACKLOG_MAX = 4_194_304;
/** A word to a silent stream, so that both ends see whether the other is there. */
export const STREAM_BEAT_MS = 15_000;
/** How many events can be had again; older ones make room. */
export const EVENTS_KEPT = 2_000;

/** Long answers at a time; a further one is answered with 503. */
export const LONG_ANSWERS_MAX = 8;
/** Work for answers between two turns of the loop. */
export const SLICE_MS = 1;
/** The rest after each of them, where nobody waits for the answer at a screen. */
export const REST_MS = 2;
/** Long answers stand still for so long when a failover may be about to be decided, looking again
 *  this often; no answer waits longer than the last of them in all. */
export const HUSH_MS = 300;
export const HUSH_LOOK_MS = 25;
export const HUSH_MOST_MS = 2_000;
/** What is put together before it is handed to the network. */
export const CHUNK_LENGTH = 32_768;

/** How long an order may take before it is answered that it goes on. */
export const ORDER_PATIENCE_MS = 120_000;
/** Orders under way at a time; a further one is answered with 503. */
export const ORDERS_MAX = 64;

/** Requests of one address: so many at once, and so many a second in the long run; then 429. */
export const REQUEST_BURST = 2_000;
export const REQUESTS_PER_SECOND = 1_000;
/** The same for wrong tokens. */
export const WRONG_TOKEN_BURST = 10;
export const WRONG_TOKENS_PER_SECOND = 0.2;
/** Addresses that are counted; the one that came longest ago makes room. */
export const ADDRESSES_MAX = 1_024;

/** Events that wait for one webhook; the oldest makes room. */
export const WEBHOOK_QUEUE_MAX = 1_000;
/** Tries of one delivery; then it is dropped. */
export const WEBHOOK_TRIES = 8;
/** Between two tries: twice as long each time. */
export const WEBHOOK_RETRY_MS: { readonly first: number; readonly most: number } = {
  first: 500,
  most: 60_000,
};
/** For one try, from the look-up to the status. */
export const WEBHOOK_LIMIT_MS = 10_000;
