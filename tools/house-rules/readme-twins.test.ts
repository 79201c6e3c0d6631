// A translation that fell behind is found by its shape.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readmeTwins } from './readme-twins.ts';
import { treeOf } from './tree.ts';

const ENGLISH = '# V\n\n## Run\n\n```sh\nnpm test   # all tests\n```\n\n| a | b |\n|---|---|\n';

const NAMES = ['README', 'docs/how-it-works', 'docs/runbooks'];

/** All pages in step, but for the one whose translation is given. */
function textsOf(chinese: string, changed = 'README'): readonly string[] {
  const pages = NAMES.flatMap((name): [string, string][] => [
    [`${name}.md`, ENGLISH],
    [`${name}.zh-CN.md`, name === changed ? chinese : ENGLISH],
  ]);
  const tree = treeOf(Object.fromEntries(pages));
  return readmeTwins.find(tree).map((finding) => finding.text);
}

describe('a page in two languages', () => {
  test('are in step when only the words differ', () => {
    const twin = ENGLISH.replace('Run', '运行').replace('all tests', '全部测试');
    assert.deepEqual(textsOf(twin), []);
  });

  test('differ when a heading, a row, a code block or a command does', () => {
    assert.match(textsOf(ENGLISH.replace('## Run', '### Run'))[0] ?? '', /headings/);
    assert.match(textsOf(`${ENGLISH}| c | d |\n`)[0] ?? '', /rows of tables/);
    assert.match(textsOf(`${ENGLISH}\`\`\`\nx\n\`\`\`\n`)[0] ?? '', /code blocks/);
    assert.match(textsOf(ENGLISH.replace('npm test', 'npm run test'))[0] ?? '', /code block 1/);
  });

  test('is every one of the list', () => {
    for (const name of NAMES) assert.match(textsOf('# V\n', name)[0] ?? '', /headings/);
  });

  test('must both be there', () => {
    assert.equal(readmeTwins.find(treeOf({ 'README.md': ENGLISH })).length, NAMES.length);
  });
});
