// The facts that the rules read are taken from real syntax: positions survive text that is not
// ASCII, and names inside comments and texts do not count.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Syntax } from './syntax.ts';
import { treeOf } from './tree.ts';

function read(code: string): Syntax {
  return treeOf({ 'a.ts': code }).syntax('a.ts');
}

describe('syntax', () => {
  test('imports of every kind are seen', () => {
    const { imports } = read(
      [
        "import type { A } from './a.ts';",
        "import { type B, c } from './b.ts';",
        "export * from './c.ts';",
        "export type { D } from './d.ts';",
        "import './e.ts';",
        "type F = import('./f.ts').F;",
        'export { c };',
      ].join('\n'),
    );
    assert.deepEqual(
      imports.map(({ specifier, typeOnly }) => [specifier, typeOnly]),
      [
        ['./a.ts', true],
        ['./b.ts', false],
        ['./c.ts', false],
        ['./d.ts', true],
        ['./e.ts', false],
        ['./f.ts', true],
      ],
    );
  });

  test('functions know their name and their lines', () => {
    const { functions } = read(
      '// 漢字 é\nclass C {\n  m() {\n    return 1;\n  }\n}\nconst f = () => 1;\n',
    );
    assert.deepEqual(functions, [
      { name: 'm', line: 3, lineCount: 3 },
      { name: 'f', line: 7, lineCount: 1 },
    ]);
  });

  test('a comment belongs to no function', () => {
    const { functions } = read('/** Words. */\n// More.\nexport function f() {}\n');
    assert.deepEqual(functions, [{ name: 'f', line: 3, lineCount: 1 }]);
  });
});
