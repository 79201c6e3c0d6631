// The pure rooms are refused the platform by name, also where the compiler would not notice.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pureRooms } from './pure-rooms.ts';
import { treeOf } from './tree.ts';

function linesOf(code: string, path = 'src/core/a.ts'): readonly number[] {
  return pureRooms.find(treeOf({ [path]: code })).map((finding) => finding.line);
}

describe('the pure rooms', () => {
  for (const code of [
    'export const t = Date.now();',
    'export const r = Math.random();',
    'export const p = performance.now();',
    'export let later: Promise<void>;',
    'export async function f() {}',
    'setTimeout(f, 1);',
    'process.exit(1);',
    "console.log('x');",
    'new Intl.Collator();',
    "import { readFileSync } from 'node:fs';",
    "export const b = Buffer.from('x');",
    'export const c = a.localeCompare(b);',
    'const { a = Date } = {};',
  ]) {
    test(`refuse ${code}`, () => {
      assert.deepEqual(linesOf(`// A sample.\n${code}\n`), [2]);
    });
  }

  test('allow properties and own names that are spelt like a banned one', () => {
    const code = [
      'interface Sight { readonly process: string }',
      'export function f(sight: Sight, console: string) { return sight.process + console; }',
      'export const o = { Date: 1 };',
      '// Date and Math.random in a comment, "Promise" in a text',
      "export const s = 'setTimeout';",
    ].join('\n');
    assert.deepEqual(linesOf(code), []);
  });

  test('leave the outer rooms and the tests alone', () => {
    assert.deepEqual(linesOf('Date.now();', 'src/adapters/clock.ts'), []);
    assert.deepEqual(linesOf('Date.now();', 'src/core/a.test.ts'), []);
  });
});
