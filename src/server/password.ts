// The passwords that let clients in. Known by their digests and compared in constant time, so that
// neither length nor beginning can be felt.

import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hexadecimal, as rules of users have it. The text is latin1, as it comes from the wire. */
export function passwordHash(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

export class Passwords {
  readonly #digests: readonly Uint8Array[];

  /** Each as `passwordHash` gives it. */
  constructor(hashes: readonly string[]) {
    this.#digests = hashes.map((hash) => Buffer.from(hash, 'hex'));
  }

  include(text: string): boolean {
    const digest = Buffer.from(passwordHash(text), 'hex');
    return this.#digests.some((known) => timingSafeEqual(known, digest));
  }
}
