// A file without an opening comment is found, and so is one that opens with a lecture.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headerComment } from './header-comment.ts';
import { treeOf } from './tree.ts';

function countOf(code: string): number {
  return headerComment.find(treeOf({ 'src/core/a.ts': code })).length;
}

describe('the opening comment', () => {
  test('must be there', () => {
    assert.equal(countOf('export const a = 1;\n'), 1);
    assert.equal(countOf('\n// A sentence, too late.\n'), 1);
    assert.equal(countOf('// no sentence\n'), 1);
  });

  test('may have one to five sentences', () => {
    assert.equal(countOf('// One.\nexport const a = 1;\n'), 0);
    assert.equal(countOf('// One. Two.\n// Three. Four\n// and a half. Five.\n'), 0);
    assert.equal(countOf('// One. Two. Three. Four. Five. Six.\n'), 1);
  });

  test('may stand behind the line that names the interpreter', () => {
    assert.equal(countOf('#!/usr/bin/env node\n// One.\n'), 0);
  });
});
