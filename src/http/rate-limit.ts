// How often an address may come: a bucket each, which a request takes from and time fills again.

import { ADDRESSES_MAX } from './limits.ts';

export interface RateOptions {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  atMs: number;
}

export class RateLimit {
  readonly #options: RateOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateOptions) {
    this.#options = options;
  }

  /** 0: it may come; otherwise in how many seconds. */
  waitS(address: string, nowMs: number): number {
    const left = this.#leftOf(address, nowMs);
    return left >= 1 ? 0 : Math.ceil((1 - left) / this.#options.perSecond);
  }

  take(address: string, nowMs: number): void {
    const left = Math.max(0, this.#leftOf(address, nowMs) - 1);
    this.#buckets.delete(address);
    this.#buckets.set(address, { left, atMs: nowMs });
    if (this.#buckets.size <= ADDRESSES_MAX) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }

  #leftOf(address: string, nowMs: number): number {
    const bucket = this.#buckets.get(address);
    const { burst, perSecond } = this.#options;
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.left + ((nowMs - bucket.atMs) * perSecond) / 1000);
  }
}
