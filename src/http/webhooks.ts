// All webhooks: which event goes to which, and what is said of it.

import { randomBytes } from 'node:crypto';
import type { HttpSettings } from '../config/http-settings.ts';
import type { RenderedEvent } from '../events/catalogue.ts';
import type { DoorNumbers } from '../metrics/metric.ts';
import type { Clock } from '../ports/ports.ts';
import { matchesGlob } from '../resp/glob.ts';
import { toJson } from './json.ts';
import { type Post, WebhookQueue } from './webhook.ts';

/** Where the file names none: what somebody wants to be woken for, and that it is over. */
export const USUAL_EVENTS: readonly string[] = [
  '+switch-master',
  '+odown',
  '-odown',
  '-failover-abort-*',
  '+failover-end*',
  '+tilt',
  '-tilt',
  '+config-write-failed',
  '-config-write-failed',
  '+empty-master',
  '+foreign-node',
  '+auth-error',
];

export interface WebhooksParts {
  readonly post: Post;
  readonly clock: Clock;
  readonly myId: () => string;
  readonly warn: (text: string) => void;
}

interface Hook {
  readonly events: readonly string[];
  readonly queue: WebhookQueue;
}

export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #hooks: readonly Hook[];
  /** Ids are not repeated by another life of the process. */
  readonly #life = randomBytes(6).toString('hex');
  #last = 0;

  constructor({ webhooks, webhookSecret }: HttpSettings, parts: WebhooksParts) {
    this.#parts = parts;
    const { post, clock, warn } = parts;
    this.#hooks = webhooks.map(({ url, events }, at) => ({
      events: events.length === 0 ? USUAL_EVENTS : events,
      queue: new WebhookQueue({
        ...{ url, post, warn },
        secret: webhookSecret ?? '',
        wallMs: () => clock.wallMs(),
        // Its address may hold a secret.
        called: `Webhook ${at + 1}`,
      }),
    }));
  }

  /** Returns at once. */
  event({ channel, payload, level }: RenderedEvent, group: string | null): void {
    let delivery: { id: string; event: string; body: string } | null = null;
    for (const { events, queue } of this.#hooks) {
      if (!events.some((pattern) => matchesGlob(pattern, channel))) continue;
      delivery ??= this.#delivery({ channel, payload, level }, group);
      queue.add(delivery);
    }
  }

  numbers(): DoorNumbers['webhooks'] {
    return this.#hooks.map(({ queue }) => ({
      delivered: queue.delivered,
      failed: queue.failed,
      dropped: queue.dropped,
      waiting: queue.waiting,
    }));
  }

  close(): void {
    for (const { queue } of this.#hooks) queue.close();
  }

  #delivery(
    { channel, payload, level }: RenderedEvent,
    group: string | null,
  ): { id: string; event: string; body: string } {
    this.#last += 1;
    const id = `${this.#life}-${this.#last}`;
    const sentinel = this.#parts.myId();
    const atMs = Math.round(this.#parts.clock.wallMs());
    const body = toJson({ id, atMs, sentinel, name: channel, level, group, payload });
    return { id, event: channel, body };
  }
}
