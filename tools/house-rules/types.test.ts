// Each way around the type checker is found once, with its line.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Check } from './check.ts';
import { treeOf } from './tree.ts';
import { castFindings, castRatchet, namedExports, noAny } from './types.ts';

function linesOf(check: Check, code: string, path = 'src/core/a.ts'): readonly number[] {
  return check
    .find(treeOf({ [path]: code }))
    .filter((finding) => finding.path === path)
    .map((finding) => finding.line);
}

describe('types', () => {
  test('any and the non-null mark are refused', () => {
    assert.deepEqual(linesOf(noAny, 'let a: any;\nconst b = c!;\n'), [1, 2]);
    assert.deepEqual(linesOf(noAny, "const any = 1; // any!\nconst s = 'any'; if (!s) f();\n"), []);
  });

  test('a cast is refused, once, but a constant is not', () => {
    assert.deepEqual(linesOf(castRatchet, 'const a = b as unknown as string;\n'), [1]);
    assert.deepEqual(linesOf(castRatchet, "const a = 'x' as const;\n"), []);
    assert.deepEqual(linesOf(castRatchet, "import { a as b } from './a.ts';\n"), []);
  });

  test('a test may cast', () => {
    assert.deepEqual(linesOf(castRatchet, 'const a = b as string;\n', 'src/core/a.test.ts'), []);
  });

  test('the list is exact: a cast more, a cast less or a file less is told', () => {
    const tree = treeOf({ 'src/a.ts': 'const a = b as string;\n' });
    const textsOf = (path: string, count: number): readonly string[] =>
      castFindings(tree, { [path]: { count, reason: '' } }).map((finding) => finding.text);
    assert.deepEqual(textsOf('src/a.ts', 1), []);
    assert.match(textsOf('src/a.ts', 0)[0] ?? '', /tells the checker/);
    assert.match(textsOf('src/a.ts', 2)[0] ?? '', /lower the number/);
    assert.match(textsOf('src/gone.ts', 1)[1] ?? '', /is gone/);
  });

  test('an export without a name is refused', () => {
    assert.deepEqual(linesOf(namedExports, 'export default 1;\n'), [1]);
    assert.deepEqual(linesOf(namedExports, 'export default function f() {}\n'), [1]);
    const code = 'export function f(x: 1) { switch (x) { default: return x; } }\n';
    assert.deepEqual(linesOf(namedExports, code), []);
  });
});
