// Of the two forms that the build leaves, the command runs the one in few files, and the one of the
// compiler where that is newer.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Where bin/ is, from dist/test. */
const BIN = fileURLToPath(new URL('../../bin/', import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  'bundle/cli.cjs':
    "exports.isVerb = (word) => word === 'verb'; exports.main = () => console.log('bundled verb');",
  'bundle/daemon.js': "export const main = () => console.log('bundled daemon');",
  'cli/catalogue.js': "export const isVerb = (word) => word === 'verb';",
  'cli/main.js': "export const main = () => console.log('compiled verb');",
  'daemon/main.js': "export const main = () => console.log('compiled daemon');",
};

test('the command runs the newest of what was built', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'vedette-bin-'));
  t.after(() => rmSync(root, { recursive: true }));
  const built = join(root, 'dist', 'src');
  for (const name of ['vedette', 'package.json']) {
    mkdirSync(join(root, 'bin'), { recursive: true });
    copyFileSync(join(BIN, name), join(root, 'bin', name));
  }
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(built, name, '..'), { recursive: true });
    writeFileSync(join(built, name), text);
  }
  const run = (word: string): string => {
    const words = [join(root, 'bin', 'vedette'), word];
    return spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout;
  };

  // An installed package: nothing tells when the compiler ran.
  assert.deepEqual([run('verb'), run('file')], ['bundled verb\n', 'bundled daemon\n']);

  const compiled = join(built, 'cli', 'tsconfig.tsbuildinfo');
  writeFileSync(compiled, '');
  utimesSync(compiled, 1, 1);
  assert.equal(run('file'), 'bundled daemon\n');
  utimesSync(join(built, 'bundle', 'daemon.js'), 0.5, 0.5);
  assert.deepEqual([run('verb'), run('file')], ['compiled verb\n', 'compiled daemon\n']);

  utimesSync(compiled, 0, 0);
  rmSync(join(built, 'bundle'), { recursive: true });
  assert.equal(run('file'), 'compiled daemon\n');
});
