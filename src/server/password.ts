// Passwords are known by their digests and compared in constant time, so that neither length nor
// beginning can be felt.

import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hexadecimal, as rules of users have it. The text is latin1, as it comes from the wire. */
export function passwordHash(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

/** Is it one of these? `hashes`: each as `passwordHash` gives it. */
export function isOneOf(hashes: readonly string[], password: string): boolean {
  const digest = Buffer.from(passwordHash(password), 'hex');
  let found = false;
  // All of them, so that the time does not tell which it was.
  for (const hash of hashes) found = timingSafeEqual(Buffer.from(hash, 'hex'), digest) || found;
  return found;
}
