// What people read of a directive agrees with what it takes. How each is read and written is tested
// with whole files, in parse-config.test.ts and render-config.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GROUP_DIRECTIVES,
  LEADING_DIRECTIVES,
  TRAILING_DIRECTIVES,
} from './sentinel-directives.ts';

const ONE = { least: 1, most: 1 };

test('a directive is shown with as many words as it takes', () => {
  const globals = [...LEADING_DIRECTIVES, ...TRAILING_DIRECTIVES];
  const all = [...GROUP_DIRECTIVES, ...globals.map((each) => ({ ...each, words: ONE }))];
  for (const { name, takes, words } of all) {
    const shown = takes.split(' ');
    const least = shown.filter((word) => !word.startsWith('[')).length;
    assert.deepEqual({ least, most: shown.length }, words, name);
  }
});
