// The password that clients give. Compared by digest and in constant time, so that neither its
// length nor its beginning can be felt.

import { createHash, timingSafeEqual } from 'node:crypto';

export class Password {
  readonly #digest: Uint8Array;

  /** Texts are latin1, as they come from the wire. */
  constructor(text: string) {
    this.#digest = digestOf(text);
  }

  matches(text: string): boolean {
    return timingSafeEqual(this.#digest, digestOf(text));
  }
}

function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text, 'latin1').digest();
}
