// A translation that fell behind is found by its shape.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readmeTwins } from './readme-twins.ts';
import { treeOf } from './tree.ts';

const ENGLISH = '# V\n\n## Run\n\n```sh\nnpm test   # all tests\n```\n\n| a | b |\n|---|---|\n';

function textsOf(chinese: string): readonly string[] {
  const tree = treeOf({ 'README.md': ENGLISH, 'README.zh-CN.md': chinese });
  return readmeTwins.find(tree).map((finding) => finding.text);
}

describe('the two READMEs', () => {
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

  test('must both be there', () => {
    assert.equal(readmeTwins.find(treeOf({ 'README.md': ENGLISH })).length, 1);
  });
});
