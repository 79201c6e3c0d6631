// What must not stay behind in the tree: notes of work to do, and paths of the machine that
// somebody worked on.

import type { Check, Finding } from './check.ts';
import type { Tree } from './tree.ts';

// Put together from parts, so that this file does not find itself.
const UNFINISHED = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`);
const HOMES = ['work', 'root', 'home'].join('|');
const MACHINE_PATH = new RegExp(`(?<![\\w.@~*)}-])/(?:${HOMES})(?:/|(?![\\w-]))`);

export const noLeftovers: Check = {
  name: 'no-leftovers',
  find(tree: Tree): readonly Finding[] {
    return matches(
      tree,
      UNFINISHED,
      'notes work that is left: do it, or describe the debt in a sentence where it is',
    );
  },
};

export const noMachinePaths: Check = {
  name: 'no-machine-paths',
  find(tree: Tree): readonly Finding[] {
    return matches(
      tree,
      MACHINE_PATH,
      'names a path of one machine: make it relative, or use a temporary folder',
    );
  },
};

function matches(tree: Tree, pattern: RegExp, text: string): readonly Finding[] {
  return tree.files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [{ path, line: index + 1, text }] : [])),
  );
}
