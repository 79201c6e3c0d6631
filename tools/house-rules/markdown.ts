// What must hold for the pages: links lead somewhere, and a page has one title.

import type { Check, Finding } from './check.ts';
import { type MarkdownPage, readPage } from './markdown-page.ts';
import type { TextFile, Tree } from './tree.ts';

export const markdownLinks: Check = {
  name: 'markdown-links',
  find(tree: Tree): readonly Finding[] {
    return tree.markdown().flatMap((file) =>
      readPage(file).links.flatMap(({ target, line }) => {
        const text = linkFault(tree, file, target);
        return text === null ? [] : [{ path: file.path, line, text }];
      }),
    );
  },
};

export const markdownTitle: Check = {
  name: 'markdown-title',
  find(tree: Tree): readonly Finding[] {
    const findings: Finding[] = [];
    for (const file of tree.markdown()) {
      const titles = titlesOf(readPage(file));
      if (titles.length === 1) continue;
      const text = `has ${titles.length} titles (#): a page has one`;
      findings.push({ path: file.path, line: titles[1] ?? 1, text });
    }
    return findings;
  },
};

function titlesOf(page: MarkdownPage): readonly number[] {
  return page.headings.filter((heading) => heading.level === 1).map((heading) => heading.line);
}

function linkFault(tree: Tree, from: TextFile, target: string): string | null {
  if (/^[a-z]+:/i.test(target)) return null;
  const [path = '', anchor] = target.split('#', 2);
  const file = path === '' ? from.path : resolve(from.path, path);
  if (!tree.has(file)) return `links to ${target}, and ${file} is not there: correct the link`;
  const page = tree.get(file);
  if (anchor === undefined || page === null || !file.endsWith('.md')) return null;
  if (readPage(page).headings.some((heading) => heading.anchor === anchor)) return null;
  return `links to ${target}, and ${file} has no such heading: correct the link`;
}

function resolve(from: string, target: string): string {
  const base = new URL(from, 'file:///');
  return decodeURI(new URL(target, base).pathname).replace(/^\//, '').replace(/\/$/, '');
}
