// A markdown page as the checks see it: headings, links, code blocks and rows of tables, with code
// blocks left out of everything else. Not a full parser; it reads what our pages use.

import type { TextFile } from './tree.ts';

export interface Heading {
  readonly level: number;
  readonly line: number;
  readonly anchor: string;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

export interface MarkdownPage {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly codeBlocks: readonly (readonly string[])[];
  readonly tableRowLines: readonly number[];
}

export function readPage(file: TextFile): MarkdownPage {
  const headings: Heading[] = [];
  const links: Link[] = [];
  const codeBlocks: string[][] = [];
  const tableRowLines: number[] = [];
  let block: string[] | null = null;
  file.lines.forEach((text, index) => {
    const line = index + 1;
    if (/^\s*(?:>\s*)?```/.test(text)) {
      block = block === null ? [] : null;
      if (block !== null) codeBlocks.push(block);
    } else if (block !== null) {
      block.push(text);
    } else {
      const heading = /^(#{1,6})\s+(.*)$/.exec(text);
      if (heading !== null) headings.push(headingOf(heading, line));
      if (/^\s*\|/.test(text)) tableRowLines.push(line);
      const withoutCode = text.replace(/`[^`]*`/g, '');
      for (const [, target = ''] of withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)) {
        links.push({ target, line });
      }
    }
  });
  return { headings, links, codeBlocks, tableRowLines };
}

function headingOf(match: RegExpExecArray, line: number): Heading {
  const [, marks = '', title = ''] = match;
  const anchor = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
  return { level: marks.length, line, anchor };
}
