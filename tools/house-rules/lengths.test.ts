// The limits on lengths hold at their very edge.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Check } from './check.ts';
import { fileLength, functionLength, lineWidth } from './lengths.ts';
import { treeOf } from './tree.ts';

function countOf(check: Check, code: string): number {
  return check.find(treeOf({ 'src/core/a.ts': code })).length;
}

function functionOf(lineCount: number): string {
  return `export function f(): void {\n${'  g();\n'.repeat(lineCount - 2)}}\n`;
}

describe('lengths', () => {
  test('a function has 70 lines at most', () => {
    assert.equal(countOf(functionLength, functionOf(70)), 0);
    assert.equal(countOf(functionLength, functionOf(71)), 1);
  });

  test('methods and arrow functions are functions too', () => {
    const body = '  g();\n'.repeat(70);
    assert.equal(countOf(functionLength, `class C {\n m() {\n${body}}\n}\n`), 1);
    assert.equal(countOf(functionLength, `export const f = () => {\n${body}};\n`), 1);
  });

  test('a chapter of tests may be long', () => {
    assert.equal(
      countOf(functionLength, `describe('x', () => {\n${'  g();\n'.repeat(80)}});\n`),
      0,
    );
  });

  test('a file has 500 lines at most', () => {
    assert.equal(countOf(fileLength, 'a;\n'.repeat(500)), 0);
    assert.equal(countOf(fileLength, 'a;\n'.repeat(501)), 1);
  });

  test('a line has 100 columns at most, unless a literal or a test name fills it', () => {
    assert.equal(countOf(lineWidth, `// ${'x'.repeat(97)}\n`), 0);
    assert.equal(countOf(lineWidth, `// ${'x'.repeat(98)}\n`), 1);
    assert.equal(countOf(lineWidth, `  return '${'x'.repeat(98)}';\n`), 0);
    assert.equal(countOf(lineWidth, `test('${'x'.repeat(98)}', async (t) => {\n`), 0);
    assert.equal(
      countOf(lineWidth, `  return '${'x'.repeat(50)}' + f('${'y'.repeat(50)}') + z;\n`),
      1,
    );
  });
});
