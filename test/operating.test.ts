// The pages for operators: every configuration that they show can be loaded.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig } from '../src/config/parse-config.ts';

const FOLDER = 'docs/operating';

for (const name of readdirSync(FOLDER)) {
  test(`${name}: every configuration can be loaded`, () => {
    const page = readFileSync(join(FOLDER, name), 'utf8');
    const blocks = [...page.matchAll(/```conf\n(.*?)```/gs)].map(([, block = '']) => block);
    for (const text of blocks) {
      const parsed = parseConfig({ text });
      assert.ok(parsed.ok, parsed.ok ? '' : `${text}: ${parsed.error.reason}`);
    }
  });
}
