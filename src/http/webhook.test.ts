// Webhooks: signed, in order, tried again where that helps, and dropped where it does not.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_HTTP_SETTINGS } from '../config/http-settings.ts';
import type { RenderedEvent } from '../events/catalogue.ts';
import { poster } from './post.ts';
import { WebhookQueue } from './webhook.ts';
import { Webhooks } from './webhooks.ts';

const SECRET = 'a secret of 24 characters';

interface Taken {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A receiver that answers with these statuses, and with 204 when they are used up. */
async function receiver(
  statuses: readonly number[],
  body: (port: number, taken: Taken[]) => Promise<void>,
): Promise<void> {
  const taken: Taken[] = [];
  const left = [...statuses];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      response.writeHead(left.shift() ?? 204).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    const address: AddressInfo | string | null = server.address();
    await body(address !== null && typeof address === 'object' ? address.port : 0, taken);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await pause(2);
}

const ODOWN: RenderedEvent = { channel: '+odown', payload: 'master a\xc3\xa9', level: 'warning' };
const SDOWN: RenderedEvent = { channel: '+sdown', payload: 'master a', level: 'warning' };

test('what an operator picks is delivered, signed', async () => {
  await receiver([], async (port, taken) => {
    const webhooks = [
      { url: `http://hook.example:${port}/a?key=secret`, events: [] },
      { url: `http://127.0.0.1:${port}/b`, events: ['*sdown'] },
    ];
    const settings = { ...DEFAULT_HTTP_SETTINGS, webhooks, webhookSecret: SECRET };
    const hooks = new Webhooks(settings, {
      post: poster(async () => ['127.0.0.1']),
      clock: { monotonicMs: () => 0, wallMs: () => 1_700_000_000_500 },
      myId: () => 'me',
      warn: () => {},
    });
    hooks.event(ODOWN, 'a\xc3\xa9');
    hooks.event(SDOWN, 'a');
    await until(() => taken.length === 2);
    await until(() => hooks.numbers().every(({ delivered }) => delivered === 1));
    const first = taken.find(({ headers }) => headers['x-vedette-event'] === '+odown');
    assert.ok(first !== undefined);
    const { id, ...said } = JSON.parse(first.body);
    assert.equal(first.headers['x-vedette-delivery'], id);
    const expected = { atMs: 1_700_000_000_500, sentinel: 'me', name: '+odown', level: 'warning' };
    assert.deepEqual(said, { ...expected, group: 'a\u00e9', payload: 'master a\u00e9' });
    const text = `${first.headers['x-vedette-timestamp']}.${first.body}`;
    const wanted = createHmac('sha256', SECRET).update(text).digest('hex');
    assert.equal(first.headers['x-vedette-signature'], `sha256=${wanted}`);
    hooks.close();
  });
});

test('a delivery is tried again after what may pass, and not after a refusal', async () => {
  await receiver([500, 429, 204, 400, 204, 302], async (port, taken) => {
    const log: string[] = [];
    const queue = new WebhookQueue({
      url: `http://127.0.0.1:${port}/`,
      secret: SECRET,
      post: poster(async () => []),
      wallMs: () => 0,
      warn: (text) => log.push(text),
      called: 'Webhook 1',
    });
    queue.add({ id: '1', event: 'a', body: '{}' });
    queue.add({ id: '2', event: 'b', body: '{}' });
    queue.add({ id: '3', event: 'c', body: '{}' });
    queue.add({ id: '4', event: 'd', body: '{}' });
    await until(() => queue.delivered + queue.failed === 4);
    assert.deepEqual(
      taken.map(({ headers }) => headers['x-vedette-delivery']),
      ['1', '1', '1', '2', '3', '4'],
    );
    assert.deepEqual([queue.delivered, queue.failed, queue.waiting], [2, 2, 0]);
    assert.deepEqual(log, [
      ...['Webhook 1 does not take events', 'Webhook 1 takes events again'],
      'Webhook 1 does not take events',
    ]);
    queue.close();
  });
});

test('what waits has a limit, and a closed queue ends', async () => {
  let posted = 0;
  const queue = new WebhookQueue({
    url: 'http://127.0.0.1:1/',
    secret: SECRET,
    post: () => {
      posted += 1;
      return new Promise(() => {});
    },
    wallMs: () => 0,
    warn: () => {},
    called: 'Webhook 1',
  });
  for (let count = 0; count < 1_500; count++) queue.add({ id: `${count}`, event: 'a', body: '' });
  await until(() => posted === 1);
  assert.equal(queue.waiting, 999);
  assert.equal(queue.dropped, 500);
  queue.close();
});

test('a receiver that nobody finds is no reason to fail', async () => {
  const post = poster(async () => []);
  assert.equal(await post('http://nowhere.example/', {}, '{}'), null);
  assert.equal(await post('no url', {}, '{}'), null);
});
