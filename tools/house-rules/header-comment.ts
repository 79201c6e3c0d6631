// Every source opens with one to five sentences: what the file decides and what it does not.

import type { Check, Finding } from './check.ts';
import type { TextFile, Tree } from './tree.ts';

const MAX_SENTENCES = 5;

export const headerComment: Check = {
  name: 'header-comment',
  find(tree: Tree): readonly Finding[] {
    const findings: Finding[] = [];
    for (const file of tree.sources()) {
      const text = fault(file);
      if (text !== null) findings.push({ path: file.path, line: 1, text });
    }
    return findings;
  },
};

function fault(file: TextFile): string | null {
  const lines = file.lines[0]?.startsWith('#!') ? file.lines.slice(1) : file.lines;
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const header = lines.slice(0, Math.max(end, 0)).map((line) => line.slice(2).trim());
  const sentences = header.join(' ').match(/[.!?](?=\s|$)/g)?.length ?? 0;
  if (sentences === 0) {
    return 'has no opening comment: say in 1 to 5 sentences (//) what it decides and what it does not';
  }
  if (sentences > MAX_SENTENCES) {
    return `opens with ${sentences} sentences: say it in ${MAX_SENTENCES}, and the rest where it applies`;
  }
  return null;
}
