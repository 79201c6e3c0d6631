// The one clock of all measurements. Monotonic and, on one machine, the same in every process, so
// that moments noted by different processes can be subtracted from each other.

/** Milliseconds with fractions; the zero means nothing. */
export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
