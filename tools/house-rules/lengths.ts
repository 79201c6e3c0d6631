// How long a function, a file and a line may be. A limit has no exception except a file on the list
// of catalogues, where each stands with its reason.

import type { Check, Finding } from './check.ts';
import type { Tree } from './tree.ts';

const MAX_FUNCTION_LINES = 70;
const MAX_FILE_LINES = 500;
const MAX_LINE_COLUMNS = 100;

/** Files that are lists of records: splitting them would hide what belongs together. */
const CATALOGUES: Readonly<Record<string, string>> = {};

export const functionLength: Check = {
  name: 'function-length',
  find(tree: Tree): readonly Finding[] {
    return tree.sources().flatMap(({ path }) =>
      tree
        .syntax(path)
        .functions.filter((shape) => shape.lineCount > MAX_FUNCTION_LINES)
        .map(({ name, line, lineCount }) => ({
          path,
          line,
          text: `${name} has ${lineCount} lines, ${MAX_FUNCTION_LINES} are allowed: keep the branching here and move the leaves into functions`,
        })),
    );
  },
};

export const fileLength: Check = {
  name: 'file-length',
  find(tree: Tree): readonly Finding[] {
    const findings: Finding[] = [];
    for (const { path, lines } of tree.sources()) {
      const count = lines.length - 1;
      if (count <= MAX_FILE_LINES || Object.hasOwn(CATALOGUES, path)) continue;
      const text = `has ${count} lines, ${MAX_FILE_LINES} are allowed: split it by concept, or list it as a catalogue in lengths.ts with the reason`;
      findings.push({ path, line: 1, text });
    }
    for (const path of Object.keys(CATALOGUES)) {
      const file = tree.get(path);
      if (file !== null && file.lines.length - 1 > MAX_FILE_LINES) continue;
      findings.push({
        path,
        line: 1,
        text: 'is not longer than allowed: take it off the catalogues',
      });
    }
    return findings;
  },
};

export const lineWidth: Check = {
  name: 'line-width',
  find(tree: Tree): readonly Finding[] {
    return tree.sources().flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => {
        if (line.length <= MAX_LINE_COLUMNS || staysWhole(line)) return [];
        const text = `is ${line.length} columns wide, ${MAX_LINE_COLUMNS} are allowed: break it`;
        return [{ path, line: index + 1, text }];
      }),
    );
  },
};

/** The formatter leaves a line too long when one literal fills it, or the name of a test. */
function staysWhole(line: string): boolean {
  if (/^\s*(?:test|describe)\((['"`]).*\1, .*\{$/.test(line)) return true;
  return /^\s*[\w.:=?[( ]{0,30}(['"`/]).{60,}\1[\w),;\]}]*$/.test(line);
}
