// Whole numbers as the protocol writes them: no leading zeros, no plus, no blanks.

const DECIMAL = /^(?:0|-?[1-9][0-9]{0,18})$/;

const SMALLEST: bigint = -(2n ** 63n);
const LARGEST: bigint = 2n ** 63n - 1n;

/** The number in 64 bits that a text is, or null. A bigint only where a number would lose digits. */
export function parseDecimal(text: string): number | bigint | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(text);
  return exact < SMALLEST || exact > LARGEST ? null : exact;
}
