// Epochs are bigints: a number loses them above 2^53.

/** The larger of two epochs. */
export function laterEpoch(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}
