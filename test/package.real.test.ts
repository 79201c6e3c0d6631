// What is installed and what goes into the image: the package has everything that it starts, shows
// and promises, and nothing of the tests.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';

let files: readonly string[] = [];

before(() => {
  const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout, stderr } = spawnSync('npm', words, {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  const [packed]: { files: { path: string }[] }[] = JSON.parse(stdout);
  assert.ok(packed !== undefined, stderr);
  files = packed.files.map(({ path }) => path);
});

test('the package has what it starts and shows', () => {
  for (const path of [
    'bin/vedette',
    'bin/package.json',
    'dist/src/daemon/main.js',
    'dist/src/cli/main.js',
    'dist/src/http/door.js',
    'dist/src/bundle/daemon.js',
    'dist/src/bundle/file-store-worker.js',
    'dist/src/bundle/cli.cjs',
    'dist/src/dashboard/public/page.js',
    'etc/man/vedette.1',
    'etc/systemd/vedette.service',
    'etc/prometheus/vedette.rules.yml',
    'etc/grafana/vedette.json',
    'etc/compose/compose.yaml',
    'docs/operating/alerts.md',
    'LICENSE',
  ]) {
    assert.ok(files.includes(path), path);
  }
});

test('the package has no test and no tool', () => {
  for (const path of files) {
    assert.doesNotMatch(path, /\.test\.(?!yml)|^(?:dist\/)?(?:test|tools|sim)\//, path);
  }
});
