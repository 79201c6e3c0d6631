// A test on real processes: it gets a sandbox, which is closed afterwards, and when it fails the
// error says what all Sentinels did, in one timeline.

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Sandbox } from './sandbox.ts';

export interface RealTestOptions {
  /** Programs that this machine may lack: the test is then skipped, and says so. */
  readonly needs?: readonly string[];
  /** Why it cannot run here; null: it can. */
  readonly obstacle?: string | null;
}

export function realTest(
  title: string,
  body: (sandbox: Sandbox) => Promise<void>,
  { needs = [], obstacle = null }: RealTestOptions = {},
): void {
  const missing = needs.find((program) => !isInstalled(program));
  const skip = missing === undefined ? (obstacle ?? false) : `${missing} is not installed here`;
  test(title, { skip }, async () => {
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

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
