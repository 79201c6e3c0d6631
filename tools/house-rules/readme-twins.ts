// README.md and README.zh-CN.md say the same. A program cannot compare what they say; it compares
// what a forgotten translation changes: headings, tables and the commands in code blocks.

import type { Check, Finding } from './check.ts';
import { type MarkdownPage, readPage } from './markdown-page.ts';
import type { Tree } from './tree.ts';

const ENGLISH = 'README.md';
const CHINESE = 'README.zh-CN.md';

export const readmeTwins: Check = {
  name: 'readme-twins',
  find(tree: Tree): readonly Finding[] {
    const english = tree.get(ENGLISH);
    const chinese = tree.get(CHINESE);
    if (english === null || chinese === null) {
      const path = english === null ? ENGLISH : CHINESE;
      return [{ path, line: 1, text: 'is not there: both languages have their page' }];
    }
    const one = readPage(english);
    const other = readPage(chinese);
    return [
      ...compare('headings', headingLevels(one), headingLevels(other)),
      ...compare('rows of tables', one.tableRowLines.length, other.tableRowLines.length),
      ...compare('code blocks', one.codeBlocks.length, other.codeBlocks.length),
      ...compareBlocks(one, other),
    ];
  },
};

function headingLevels(page: MarkdownPage): string {
  return page.headings.map((heading) => '#'.repeat(heading.level)).join(' ');
}

function compare<T>(what: string, english: T, chinese: T): readonly Finding[] {
  if (english === chinese) return [];
  const text = `differs from ${ENGLISH} in its ${what} (${chinese} here, ${english} there): bring both in step`;
  return [{ path: CHINESE, line: 1, text }];
}

function compareBlocks(english: MarkdownPage, chinese: MarkdownPage): readonly Finding[] {
  if (english.codeBlocks.length !== chinese.codeBlocks.length) return [];
  return english.codeBlocks.flatMap((block, index) => {
    const twin = chinese.codeBlocks[index] ?? [];
    if (commandsOf(block) === commandsOf(twin)) return [];
    const text = `code block ${index + 1} differs from that of ${ENGLISH}: only comments are translated`;
    return [{ path: CHINESE, line: 1, text }];
  });
}

/** The lines without their comments and empty lines. */
function commandsOf(block: readonly string[]): string {
  return block
    .map((line) => line.replace(/(?:^|\s+)#.*$/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
