// Golden conversations with the core: each file of test/conversations is played, and must give the
// traces that stand in it. With REWRITE=1 they are written anew: read the difference, and commit it
// only if you understand it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { play } from './conversation/script.ts';

const FOLDER = join(import.meta.dirname, '../../test/conversations');

for (const name of readdirSync(FOLDER).sort()) {
  test(`the conversation ${name} goes as written`, () => {
    const path = join(FOLDER, name);
    const written = readFileSync(path, 'utf8');
    const played = play(written);
    if (process.env['REWRITE'] === '1') writeFileSync(path, played);
    else assert.equal(played, written);
  });
}
