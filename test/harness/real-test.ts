// A test on real processes: it gets a sandbox, which is closed afterwards, and when it fails the
// error says what all Sentinels did, in one timeline.

import { test } from 'node:test';
import { Sandbox } from './sandbox.ts';

export function realTest(title: string, body: (sandbox: Sandbox) => Promise<void>): void {
  test(title, async () => {
    const sandbox = new Sandbox();
    try {
      await body(sandbox);
    } catch (error) {
      if (error instanceof Error) error.stack = `${error.stack}\n${sandbox.story()}`;
      throw error;
    } finally {
      await sandbox.close();
    }
  });
}
