// A rule and its citations are held together from both ends.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ruleCitations } from './rule-citations.ts';
import { treeOf } from './tree.ts';

const PAGE = '# Votes\n\n**VOTE-1** A vote is given once.\n';

function textsOf(samples: Readonly<Record<string, string>>): readonly string[] {
  const tree = treeOf({ 'docs/protocol/election.md': PAGE, ...samples });
  return ruleCitations.find(tree).map(({ path, line, text }) => `${path}:${line} ${text}`);
}

describe('rule citations', () => {
  test('a rule that source and test cite is in order', () => {
    assert.deepEqual(
      textsOf({ 'src/core/vote.ts': '// VOTE-1\n', 'src/core/vote.test.ts': "test('VOTE-1');\n" }),
      [],
    );
  });

  test('a rule without a source or without a test is found', () => {
    const [both] = textsOf({});
    assert.match(
      both ?? '',
      /^docs\/protocol\/election\.md:3 VOTE-1 .* no source in src\/ and no test/,
    );
    const [test] = textsOf({ 'src/core/vote.ts': '// VOTE-1\n' });
    assert.match(test ?? '', /VOTE-1 is cited by no test/);
  });

  test('a page that mentions a rule does not cite it', () => {
    assert.equal(textsOf({ 'docs/compat.md': 'VOTE-1\n' }).length, 1);
  });

  test('a checker of the simulator counts as a test', () => {
    const samples = { 'src/core/vote.ts': '// VOTE-1\n', 'sim/checkers/vote.ts': '// VOTE-1\n' };
    assert.deepEqual(textsOf(samples), []);
  });

  test('a script that a test plays cites a rule', () => {
    const samples = { 'src/core/vote.ts': '// VOTE-1\n', 'test/scripts/a.txt': '# VOTE-1\n' };
    assert.deepEqual(textsOf(samples), []);
  });

  test('a number that no page has is found where it is cited', () => {
    const texts = textsOf({ 'src/core/vote.ts': '// VOTE-1\n// VOTE-9\n' });
    assert.match(texts[0] ?? '', /^src\/core\/vote\.ts:2 cites VOTE-9/);
  });

  test('a number that is defined twice is found', () => {
    const texts = textsOf({ 'docs/protocol/more.md': PAGE });
    assert.match(texts[0] ?? '', /^docs\/protocol\/more\.md:3 VOTE-1 is already defined/);
  });
});
