// Files that change: seen wherever a link leads, and once a change.

import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { until } from '../../test/harness/wait.ts';
import { FileWatch } from './file-watch.ts';

const PERIOD_MS = 5;

test('a file that is written, replaced, linked anew or gone has changed, each time once', async (t) => {
  const sandbox = new Sandbox();
  t.after(() => sandbox.close());
  const at = (name: string): string => join(sandbox.folder, name);
  mkdirSync(at('old'));
  mkdirSync(at('new'));
  writeFileSync(at('old/cert'), '1');
  writeFileSync(at('new/cert'), '1');
  symlinkSync(at('old'), at('data'));
  writeFileSync(at('key'), '1');
  let changes = 0;
  const watch = new FileWatch({
    paths: [at('data/cert'), at('key')],
    periodMs: PERIOD_MS,
    changed: () => {
      changes += 1;
    },
  });
  t.after(() => watch.close());
  await watch.begun;

  const deeds: readonly (() => void)[] = [
    () => writeFileSync(at('key'), '22'),
    () => {
      writeFileSync(at('key.new'), '22');
      renameSync(at('key.new'), at('key'));
    },
    () => {
      symlinkSync(at('new'), at('data.new'));
      renameSync(at('data.new'), at('data'));
    },
    () => rmSync(at('key')),
    () => writeFileSync(at('key'), '3'),
  ];
  for (const [index, deed] of deeds.entries()) {
    deed();
    await until(`change ${index + 1}`, () => (changes > index ? true : undefined));
    // Several looks at what is the same now.
    await pause(5 * PERIOD_MS);
    assert.equal(changes, index + 1);
  }
});
