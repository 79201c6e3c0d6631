// One webhook: events wait here in their order and are delivered one after the other, signed, with
// retries. What cannot be delivered is dropped after some tries, and counted; nothing ever waits
// for it.

import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WEBHOOK_QUEUE_MAX, WEBHOOK_RETRY_MS, WEBHOOK_TRIES } from './limits.ts';

/** A POST; the status, or null when there was no answer. */
export type Post = (url: string, headers: PostHeaders, body: string) => Promise<number | null>;
export type PostHeaders = Readonly<Record<string, string>>;

export interface WebhookOptions {
  readonly url: string;
  readonly secret: string;
  readonly post: Post;
  readonly wallMs: () => number;
  /** What the log hears: rarely. */
  readonly warn: (text: string) => void;
  /** How the log calls it. */
  readonly called: string;
}

export interface Delivery {
  readonly id: string;
  readonly event: string;
  /** JSON. */
  readonly body: string;
}

export class WebhookQueue {
  readonly #options: WebhookOptions;
  readonly #waiting: Delivery[] = [];
  readonly #end = new AbortController();
  #isBusy = false;
  /** The last delivery failed: that is in the log. */
  #isTold = false;
  delivered = 0;
  failed = 0;
  dropped = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Returns at once. The oldest makes room where too many wait. */
  add(delivery: Delivery): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length > WEBHOOK_QUEUE_MAX) {
      this.#waiting.shift();
      this.dropped += 1;
    }
    if (this.#isBusy) return;
    this.#isBusy = true;
    setImmediate(() => void this.#run());
  }

  close(): void {
    this.#end.abort();
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      const isDelivered = await this.#deliver(next);
      if (isDelivered) this.delivered += 1;
      else this.failed += 1;
      this.#tell(isDelivered);
    }
    this.#isBusy = false;
  }

  async #deliver(delivery: Delivery): Promise<boolean> {
    const { url, post } = this.#options;
    for (let tries = 1; !this.#end.signal.aborted; tries++) {
      const status = await post(url, this.#headers(delivery), delivery.body).catch(() => null);
      if (status !== null && status >= 200 && status < 300) return true;
      if (!isWorthAnother(status) || tries >= WEBHOOK_TRIES) return false;
      const waitMs = Math.min(WEBHOOK_RETRY_MS.most, WEBHOOK_RETRY_MS.first * 2 ** (tries - 1));
      await pause(waitMs, undefined, { signal: this.#end.signal, ref: false }).catch(() => {});
    }
    return false;
  }

  /** Signed anew for each try, so that the receiver can refuse what is old. */
  #headers({ id, event, body }: Delivery): PostHeaders {
    const timestamp = String(Math.floor(this.#options.wallMs() / 1000));
    const signature = createHmac('sha256', this.#options.secret)
      .update(`${timestamp}.${body}`)
      .digest('hex');
    return {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'vedette',
      'x-vedette-delivery': id,
      'x-vedette-event': event,
      'x-vedette-timestamp': timestamp,
      'x-vedette-signature': `sha256=${signature}`,
    };
  }

  #tell(isDelivered: boolean): void {
    if (isDelivered !== this.#isTold) return;
    this.#isTold = !isDelivered;
    const { warn, called } = this.#options;
    warn(isDelivered ? `${called} takes events again` : `${called} does not take events`);
  }
}

/** Who says that a request is wrong says it again. */
function isWorthAnother(status: number | null): boolean {
  return status === null || status >= 500 || status === 408 || status === 429;
}
