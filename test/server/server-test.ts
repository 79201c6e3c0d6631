// What the tests of the server share: a test with a server of its own, and the shapes that replies
// to a subscriber have.

import { test } from 'node:test';
import type { RawClient } from './raw-client.ts';
import { type TestOptions, TestServer } from './test-server.ts';

export const PING = '*1\r\n$4\r\nPING\r\n';
export const PONG = '+PONG\r\n';
export const NOAUTH = '-NOAUTH Authentication required.\r\n';
export const WRONGPASS = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';

/** Runs a body with a server, and stops the server whatever happens. */
export function serverTest(
  name: string,
  body: (made: TestServer, client: RawClient) => Promise<void>,
  options: TestOptions = {},
): void {
  test(name, async () => {
    const made = await TestServer.start(options);
    try {
      await body(made, await made.client());
    } finally {
      made.stop();
    }
  });
}

/** A RESP2 array of bulks and integers, as subscribers get. */
export function subscribed(...words: readonly (string | number)[]): string {
  const items = words.map((word) =>
    typeof word === 'number' ? `:${word}\r\n` : `$${word.length}\r\n${word}\r\n`,
  );
  return `*${words.length}\r\n${items.join('')}`;
}
