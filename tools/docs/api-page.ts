// The description of the HTTP API, from the records of its routes.

import { readFileSync } from 'node:fs';
import { Counts } from '../../src/http/counts.ts';
import { Eyes } from '../../src/http/eyes.ts';
import { Feed } from '../../src/http/feed.ts';
import { openApi } from '../../src/http/openapi.ts';
import { Orders } from '../../src/http/orders.ts';
import type { HttpParts } from '../../src/http/parts.ts';
import { allRoutes } from '../../src/http/routes.ts';
import type { Page } from './page.ts';

/** Nothing is answered here. */
const NO_PARTS: HttpParts = {
  sight: () => {
    throw new Error('There is nothing to be seen');
  },
  saves: () => ({ failedForMs: null, failures: 0, successes: 0, lastError: '' }),
  operate: () => {},
  resolve: async () => [],
  clock: { monotonicMs: () => 0, wallMs: () => 0 },
  log: { notice: () => {}, warning: () => {} },
  version: '',
  port: 0,
};

export function apiPage(): Page {
  const eyes = new Eyes(NO_PARTS);
  const feed = new Feed(eyes, NO_PARTS.clock, () => {});
  const counts = new Counts(NO_PARTS.clock);
  const orders = new Orders(NO_PARTS);
  const routes = allRoutes({
    ...{ parts: NO_PARTS, eyes, feed, orders, counts },
    webhooks: { numbers: () => [] },
  });
  counts.close();
  const text = `${JSON.stringify(openApi(routes, packageVersion()), null, 2)}\n`;
  return { path: 'docs/api/openapi.json', text };
}

function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const isPackage = typeof content === 'object' && content !== null && 'version' in content;
  return isPackage ? String(content.version) : '';
}
