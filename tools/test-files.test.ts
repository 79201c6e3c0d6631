// The convention by which test files are found.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { collectTests, compiledFile, testKind } from './test-files.ts';

test('the end of the name says which kind of test a file is', () => {
  assert.equal(testKind('src/core/step.test.ts'), 'unit');
  assert.equal(testKind('test/failover.real.test.ts'), 'real');
  assert.equal(testKind('sim/mutants.slow.test.ts'), 'slow');
  assert.equal(testKind('src/core/step.ts'), null);
  assert.equal(testKind('src/core/test.ts'), null);
});

test('a source is compiled to the same place under dist', () => {
  assert.equal(compiledFile('src/core/step.test.ts'), 'dist/src/core/step.test.js');
});

test('only tests of the wanted kinds that have a source are collected', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'test-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const sources = ['src/core/a.test.ts', 'src/core/a.ts', 'sim/b.slow.test.ts', 'other/c.test.ts'];
  for (const source of [...sources, 'dist/src/core/deleted.test.js']) {
    mkdirSync(join(folder, source, '..'), { recursive: true });
    writeFileSync(join(folder, source), '');
  }

  assert.deepEqual(collectTests(folder, ['unit']), ['dist/src/core/a.test.js']);
  assert.deepEqual(collectTests(folder, ['slow']), ['dist/sim/b.slow.test.js']);
  assert.deepEqual(collectTests(folder, ['real']), []);
});
