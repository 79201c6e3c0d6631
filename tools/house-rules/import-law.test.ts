// The import law refuses what the house forbids and nothing else.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importLaw } from './import-law.ts';
import { treeOf } from './tree.ts';

function textsOf(path: string, code: string): readonly string[] {
  return importLaw.find(treeOf({ [path]: code })).map((finding) => finding.text);
}

describe('the import law', () => {
  test('refuses a core that imports another room', () => {
    const [text] = textsOf('src/core/step.ts', "import { x } from '../resp/value.ts';\n");
    assert.match(text ?? '', /core may not import resp/);
  });

  test('lets a room import itself', () => {
    assert.deepEqual(textsOf('src/core/elect/stand.ts', "import { x } from '../state.ts';\n"), []);
  });

  test('refuses a value where only types are allowed, and allows the type', () => {
    const path = 'src/ports/ports.ts';
    assert.match(
      textsOf(path, "import { x } from '../core/event.ts';\n")[0] ?? '',
      /only types of core/,
    );
    assert.deepEqual(textsOf(path, "import type { X } from '../core/event.ts';\n"), []);
  });

  test('refuses the simulator the real outside', () => {
    const [text] = textsOf('sim/world.ts', "export { x } from '../src/adapters/tcp.ts';\n");
    assert.match(text ?? '', /sim may not import adapters/);
  });

  test('sees an import that is an expression', () => {
    const [text] = textsOf('src/driver/a.ts', "const x = await import('../server/b.ts');\n");
    assert.match(text ?? '', /driver may not import server/);
  });

  test('refuses packages, and node modules only in the pure rooms', () => {
    assert.match(textsOf('src/server/a.ts', "import x from 'ws';\n")[0] ?? '', /is a package/);
    assert.deepEqual(textsOf('src/server/a.ts', "import { y } from 'node:net';\n"), []);
  });

  test('refuses a room that it does not know', () => {
    const [text] = textsOf('src/attic/a.ts', "import { x } from '../core/a.ts';\n");
    assert.match(text ?? '', /no room/);
  });

  test('lets a test import what it tests', () => {
    assert.deepEqual(textsOf('src/core/a.test.ts', "import { x } from '../daemon/main.ts';\n"), []);
  });
});
