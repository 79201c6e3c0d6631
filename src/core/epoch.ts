// Epochs are bigints: a number loses them above 2^53.

/** The larger of two epochs. */
export function laterEpoch(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** Stock reads an epoch in a question as a signed number: a larger one can never win a vote, and
 *  whoever adopted it could never stand again. */
const LARGEST_EPOCH = 2n ** 63n - 1n;

/** False: not to be adopted from anybody. */
export function isWithinReason(epoch: bigint): boolean {
  return epoch < LARGEST_EPOCH;
}
