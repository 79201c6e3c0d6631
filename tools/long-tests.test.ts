// Long test files begin first, and all that are named so are there.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { LONG_TESTS, longestFirst } from './long-tests.ts';
import { compiledFile } from './test-files.ts';

test('each long test is there, once', () => {
  assert.deepEqual(
    LONG_TESTS.filter((source) => !existsSync(source)),
    [],
  );
  assert.equal(new Set(LONG_TESTS).size, LONG_TESTS.length);
});

test('the long ones come before all others, which stay in their order', () => {
  const [longest = '', second = ''] = LONG_TESTS.map(compiledFile);
  assert.deepEqual(longestFirst(['a', second, 'b', longest]), [longest, second, 'a', 'b']);
});
