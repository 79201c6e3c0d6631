// Unfinished work and paths of a machine are found in any text file.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Check } from './check.ts';
import { noLeftovers, noMachinePaths } from './leftovers.ts';
import { treeOf } from './tree.ts';

function countOf(check: Check, text: string): number {
  return check.find(treeOf({ 'docs/a.md': text })).length;
}

// The samples are put together from parts, so that the rules do not find them here.
const folder = (name: string, rest: string): string => `/${name}${rest}`;

describe('leftovers', () => {
  test('notes of work to do are found', () => {
    assert.equal(countOf(noLeftovers, `// ${'TO'}DO: later`), 1);
    assert.equal(countOf(noLeftovers, `${'FIX'}ME`), 1);
    assert.equal(countOf(noLeftovers, 'a mastodon'), 0);
  });

  test('paths of a machine are found', () => {
    assert.equal(countOf(noMachinePaths, `see ${folder('work', '/main/a.ts')}`), 1);
    assert.equal(countOf(noMachinePaths, `cd ${folder('root', '')}`), 1);
    assert.equal(countOf(noMachinePaths, `'${folder('home', '/somebody')}'`), 1);
  });

  test('relative paths and words are not', () => {
    assert.equal(countOf(noMachinePaths, 'net/work/a docs/home/b and/root'), 0);
    assert.equal(countOf(noMachinePaths, folder('workers', '/a')), 0);
    assert.equal(countOf(noMachinePaths, folder('data', '/redis')), 0);
  });
});
