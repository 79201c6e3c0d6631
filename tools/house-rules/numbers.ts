// The house numbers as they are: how long functions and files are, how many casts. A report for
// people; nothing fails by it.

import { isTest, type Tree } from './tree.ts';

export function houseNumbers(tree: Tree): readonly string[] {
  const sources = tree.sources();
  const code = sources.filter(({ path }) => !isTest(path));
  const functions = code.flatMap(({ path }) =>
    tree.syntax(path).functions.map((shape) => shape.lineCount),
  );
  const casts = code.reduce((sum, { path }) => sum + tree.syntax(path).casts.length, 0);
  return [
    `functions: ${functions.length}, lines ${spread(functions)}`,
    `files: ${code.length}, lines ${spread(code.map((file) => file.lines.length - 1))}`,
    `tests: ${sources.length - code.length} files`,
    `casts: ${casts}`,
  ];
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${at(1)}`;
}
