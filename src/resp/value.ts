// One value of the protocol that Redis and Valkey speak, in both of its versions. How it is written
// for a version is the encoder's work: in RESP2 a map becomes a flat array, a push and a set an
// array, a verbatim text and a double a bulk.

/** Text on the wire is bytes; inside it is a string in which every character is one byte
 *  (latin1), so that nothing is lost that is not UTF-8. */
export type RespValue =
  | { readonly kind: 'simple'; readonly text: string }
  /** The text with its code, without the leading minus: `ERR no such thing`. */
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: bigint | number }
  | { readonly kind: 'bulk'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly RespValue[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [RespValue, RespValue])[] }
  | { readonly kind: 'set'; readonly items: readonly RespValue[] }
  | { readonly kind: 'push'; readonly items: readonly RespValue[] }
  /** Text for people, which RESP3 marks as plain (`txt`). */
  | { readonly kind: 'verbatim'; readonly text: string }
  /** Finite. */
  | { readonly kind: 'double'; readonly value: number }
  /** `$-1` in RESP2, `_` in RESP3. */
  | { readonly kind: 'null' }
  /** `*-1` in RESP2, `_` in RESP3. */
  | { readonly kind: 'null-array' };
