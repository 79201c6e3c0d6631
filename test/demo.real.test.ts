// The demonstration itself, as a user without a terminal sees it.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import type { Sandbox } from './harness/sandbox.ts';
import { until } from './harness/wait.ts';

const PROGRAM = fileURLToPath(new URL('../tools/demo/main.js', import.meta.url));

function startDemo(sandbox: Sandbox, ...words: readonly string[]): RealProcess {
  const command = [process.execPath, PROGRAM, ...words] as const;
  return RealProcess.start(sandbox, { command, folder: sandbox.folder });
}

/** Waits until the demonstration has written that. */
async function shows(demo: RealProcess, text: string): Promise<void> {
  const options = { withinMs: 120_000 };
  await until(`the demonstration to show "${text}"`, () => find(demo, text), options);
}

function find(demo: RealProcess, text: string): true | undefined {
  if (demo.output.includes(text)) return true;
  if (demo.end !== null) throw new Error(`it ended: ${demo.output}`);
  return undefined;
}

realTest('the demonstration shows a failover from the start to the end', async (sandbox) => {
  const demo = startDemo(sandbox);
  await shows(demo, 'still there');
  assert.deepEqual(await demo.wait(), { code: 0, signal: null }, demo.output);
  for (const text of ['+switch-master', 'is elected', 'is a replica of', 'named by all 3']) {
    assert.ok(demo.output.includes(text), `it says "${text}"`);
  }
  assert.ok(!demo.output.includes('\u001b'), 'no colours where there is no terminal');
});

realTest(
  'the demonstration that is interrupted ends everything that it started',
  async (sandbox) => {
    const demo = startDemo(sandbox, '--stay');
    const url = await until('the link to the page', () => {
      if (find(demo, 'http://') === undefined) return undefined;
      return /http:\/\/127\.0\.0\.1:\d+\//.exec(demo.output)?.[0];
    });
    assert.match(await (await fetch(url)).text(), /<title>Vedette<\/title>/);
    assert.equal((await demo.stop('SIGINT')).code, 130);
  },
);

realTest('the demonstration refuses words that it does not know', async (sandbox) => {
  const demo = startDemo(sandbox, '--fly');
  assert.equal((await demo.wait()).code, 2);
  assert.match(demo.output, /--stay/);
});
