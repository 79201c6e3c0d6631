// Seals of hellos (TRUST-15): makes them with the fleet's secret and looks whether those of others
// are right and fresh. What follows from a seal is the core's to decide.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hello, Seal } from '../core/facts.ts';
import { formatSealed, parseHello, parseSealed, sealedText } from '../dialect/hello.ts';
import type { Clock } from '../ports/ports.ts';

/** Clocks of two machines, and the way between them, may make this much of a difference. */
export const SEAL_LIFE_MS = 30_000;

export class Seals {
  readonly #clock: Clock;
  readonly #secret: () => string | null;

  /** `secret` is asked each time, because it can be changed; null: nothing is sealed. */
  constructor(clock: Clock, secret: () => string | null) {
    this.#clock = clock;
    this.#secret = secret;
  }

  /** The sealed copy of a hello's payload; null: there is none. */
  copyOf(payload: string): string | null {
    const secret = this.#secret();
    if (secret === null) return null;
    const wallMs = Math.floor(this.#clock.wallMs());
    const seal = hmac(secret, sealedText(payload, wallMs)).toString('hex');
    return formatSealed(payload, wallMs, seal);
  }

  /** What a message on the hello channel says; null: nothing that we can read. */
  read(payload: string): Hello | null {
    const plain = parseHello(payload);
    const secret = this.#secret();
    if (plain !== null || secret === null) return plain;
    const sealed = parseSealed(payload);
    if (sealed === null) return null;
    const isRight = isSame(hmac(secret, sealed.sealedText), Buffer.from(sealed.seal, 'hex'));
    const isFresh = Math.abs(this.#clock.wallMs() - sealed.wallMs) <= SEAL_LIFE_MS;
    const seal: Seal = isRight ? (isFresh ? 'good' : 'old') : 'bad';
    return { ...sealed.hello, seal };
  }
}

/** Texts hold one byte a character. */
function hmac(secret: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'latin1')).update(text, 'latin1').digest();
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
