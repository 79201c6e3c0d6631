// Links that lead nowhere and pages with no title, or two, are found; what stands in code is not.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markdownLinks, markdownTitle } from './markdown.ts';
import { treeOf } from './tree.ts';

function linkLinesOf(text: string): readonly number[] {
  const samples = {
    'docs/a.md': text,
    'docs/sub/b.md': '# Title\n\n## Who does what?\n',
    'src/c.ts': '',
  };
  return markdownLinks.find(treeOf(samples)).map((finding) => finding.line);
}

function titlesOk(text: string): boolean {
  return markdownTitle.find(treeOf({ 'a.md': text })).length === 0;
}

describe('markdown', () => {
  test('a link to a file, a folder or a heading that is there is in order', () => {
    const text =
      '[a](sub/b.md) [b](../src/c.ts) [c](sub) [d](sub/) [e](sub/b.md#who-does-what) [f](https://x.y)';
    assert.deepEqual(linkLinesOf(text), []);
  });

  test('a link to what is not there is found', () => {
    assert.deepEqual(linkLinesOf('\n[a](sub/gone.md)'), [2]);
    assert.deepEqual(linkLinesOf('[a](sub/b.md#no-such-heading)'), [1]);
    assert.deepEqual(linkLinesOf('[a](#nowhere)'), [1]);
    assert.deepEqual(linkLinesOf('![a](picture.png)'), [1]);
  });

  test('code is not read for links', () => {
    assert.deepEqual(linkLinesOf('`[a](gone.md)`\n```\n[a](gone.md)\n```\n'), []);
  });

  test('a page has one title', () => {
    assert.ok(titlesOk('# One\n\n## Two\n```\n# a comment\n```\n'));
    assert.ok(!titlesOk('## None\n'));
    assert.ok(!titlesOk('# One\n\n# Two\n'));
  });
});
