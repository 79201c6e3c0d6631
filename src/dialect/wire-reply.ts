// The part of a reply that the dialect reads. It names no parser: the values of resp/ fit it, and
// so does whatever a model of a node answers.

export type WireReply =
  | { readonly kind: 'simple' | 'error' | 'bulk'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: bigint | number }
  | { readonly kind: 'array'; readonly items: readonly WireReply[] }
  | { readonly kind: 'map' | 'set' | 'push' | 'verbatim' | 'double' | 'null' | 'null-array' };
