// A page and its Chinese twin say the same. A program cannot compare what they say; it compares
// what a forgotten translation changes: headings, tables and the commands in code blocks.

import type { Check, Finding } from './check.ts';
import { type MarkdownPage, readPage } from './markdown-page.ts';
import type { Tree } from './tree.ts';

/** Without their ending. */
const PAGES = ['README', 'docs/how-it-works', 'docs/runbooks'];

interface Twins {
  readonly english: string;
  readonly chinese: string;
}

export const readmeTwins: Check = {
  name: 'readme-twins',
  find(tree: Tree): readonly Finding[] {
    return PAGES.flatMap((page) =>
      compareTwins(tree, { english: `${page}.md`, chinese: `${page}.zh-CN.md` }),
    );
  },
};

function compareTwins(tree: Tree, twins: Twins): readonly Finding[] {
  const english = tree.get(twins.english);
  const chinese = tree.get(twins.chinese);
  if (english === null || chinese === null) {
    const path = english === null ? twins.english : twins.chinese;
    return [{ path, line: 1, text: 'is not there: both languages have their page' }];
  }
  const one = readPage(english);
  const other = readPage(chinese);
  const compare = <T>(what: string, here: T, there: T): readonly Finding[] => {
    if (here === there) return [];
    const text = `differs from ${twins.english} in its ${what} (${there} here, ${here} there): bring both in step`;
    return [{ path: twins.chinese, line: 1, text }];
  };
  return [
    ...compare('headings', headingLevels(one), headingLevels(other)),
    ...compare('rows of tables', one.tableRowLines.length, other.tableRowLines.length),
    ...compare('code blocks', one.codeBlocks.length, other.codeBlocks.length),
    ...compareBlocks(twins, one, other),
  ];
}

function headingLevels(page: MarkdownPage): string {
  return page.headings.map((heading) => '#'.repeat(heading.level)).join(' ');
}

function compareBlocks(
  twins: Twins,
  english: MarkdownPage,
  chinese: MarkdownPage,
): readonly Finding[] {
  if (english.codeBlocks.length !== chinese.codeBlocks.length) return [];
  return english.codeBlocks.flatMap((block, index) => {
    const twin = chinese.codeBlocks[index] ?? [];
    if (commandsOf(block) === commandsOf(twin)) return [];
    const text = `code block ${index + 1} differs from that of ${twins.english}: only comments are translated`;
    return [{ path: twins.chinese, line: 1, text }];
  });
}

/** The lines without their comments and empty lines. */
function commandsOf(block: readonly string[]): string {
  return block
    .map((line) => line.replace(/(?:^|\s+)#.*$/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
