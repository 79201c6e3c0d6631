// What routes share: what they see, the stream, orders, and the answers that many of them give.

import type { Described, Parameter } from '../answer.ts';
import type { Counts } from '../counts.ts';
import type { Eyes } from '../eyes.ts';
import type { Feed } from '../feed.ts';
import type { Orders } from '../orders.ts';
import type { HttpParts } from '../parts.ts';
import { ref, text } from '../schemas.ts';
import type { Webhooks } from '../webhooks.ts';

export interface RouteContext {
  readonly parts: HttpParts;
  readonly eyes: Eyes;
  readonly feed: Feed;
  readonly orders: Orders;
  readonly counts: Counts;
  readonly webhooks: Pick<Webhooks, 'numbers'>;
}

export const GROUP: Parameter = {
  name: 'group',
  in: 'path',
  summary: 'The name of the group',
  schema: text,
  required: true,
};

export const NO_SUCH_GROUP: Described = {
  summary: 'There is no such group',
  schema: ref('Error'),
};
