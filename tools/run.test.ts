// The script that makes a fresh clone ready, on machines that are pretended: its path holds only
// stand-ins that note how they were called.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../tools/run', import.meta.url));
/** Where a Debian machine says that packages may not start services; some machines have it. */
const POLICY = '/usr/sbin/policy-rc.d';
const HONEST = ['sh', 'dirname', 'find'];
const NODE = 'case $1 in -e|--version) exit 0;; esac; echo "program: $*"';

/** A clone whose packages are installed, on a machine that has redis-server and nothing else. */
class Machine {
  readonly folder: string;
  readonly #tools: string;

  constructor(t: TestContext) {
    this.folder = mkdtempSync(join(tmpdir(), 'clone-'));
    t.after(() => rmSync(this.folder, { recursive: true }));
    this.#tools = join(this.folder, 'path');
    for (const path of ['path', 'tools', 'node_modules/.bin']) {
      mkdirSync(join(this.folder, path), { recursive: true });
    }
    copyFileSync(SCRIPT, join(this.folder, 'tools/run'));
    for (const name of HONEST) symlinkSync(whereIs(name), join(this.#tools, name));
    this.pretend('node', NODE);
    this.pretend('npm');
    this.pretend('id', 'echo 1000');
    this.pretend('redis-server');
    this.pretend('../node_modules/.bin/tsc');
    this.write('package-lock.json', 100);
    this.write('node_modules/.package-lock.json', 200);
  }

  /** A command that notes its words and then does what the script says. */
  pretend(name: string, script = ''): void {
    const path = join(this.#tools, name);
    const note = `echo "\${0##*/} $*" >> "${this.folder}/calls"`;
    writeFileSync(path, `#!/bin/sh\n${note}\n${script}\n`);
    chmodSync(path, 0o755);
  }

  without(name: string): void {
    rmSync(join(this.#tools, name));
  }

  write(name: string, changedAtSeconds: number): void {
    const path = join(this.folder, name);
    writeFileSync(path, '');
    utimesSync(path, changedAtSeconds, changedAtSeconds);
  }

  run(...words: readonly string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(whereIs('sh'), ['tools/run', ...words], {
      cwd: this.folder,
      env: { PATH: this.#tools },
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  }

  get calls(): string {
    const path = join(this.folder, 'calls');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

function whereIs(name: string): string {
  return spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
}

/** What a Debian machine on which we are root has; apt-get brings redis-server. */
function pretendDebian(machine: Machine): void {
  machine.without('redis-server');
  machine.pretend('id', 'echo 0');
  for (const name of ['tee', 'chmod', 'rm', 'systemctl', 'env']) machine.pretend(name);
  const server = join(machine.folder, 'path/redis-server');
  machine.pretend('apt-get');
  machine.pretend(
    'env',
    `case "$*" in *install*) : > "${server}"; ${whereIs('chmod')} 755 "${server}";; esac`,
  );
}

test('a clone that is ready runs the program with its arguments and says nothing else', (t) => {
  const machine = new Machine(t);
  const { status, output } = machine.run('demo', '--stay');
  assert.equal(status, 0);
  assert.equal(output, 'program: dist/tools/demo/main.js --stay\n');
  assert.doesNotMatch(machine.calls, /npm/);
});

test('packages are installed where there are none', (t) => {
  const machine = new Machine(t);
  rmSync(join(machine.folder, 'node_modules/.package-lock.json'));
  assert.equal(machine.run('ok').status, 0);
  assert.match(machine.calls, /^npm ci /m);
});

test('packages are installed again when the lock file is newer', (t) => {
  const machine = new Machine(t);
  machine.write('package-lock.json', 300);
  assert.equal(machine.run('sim', '--seed', '7').status, 0);
  assert.match(machine.calls, /^npm ci /m);
});

test('a build that fails shows why and ends the job', (t) => {
  const machine = new Machine(t);
  machine.pretend('../node_modules/.bin/tsc', 'echo "a.ts: wrong"; exit 2');
  const { status, output } = machine.run('test');
  assert.equal(status, 1);
  assert.match(output, /a\.ts: wrong/);
  assert.doesNotMatch(output, /program/);
});

test('without redis-server and a way to get it one sentence says what to install', (t) => {
  const machine = new Machine(t);
  machine.without('redis-server');
  const { status, output } = machine.run('demo');
  assert.equal(status, 1);
  assert.match(output, /^redis-server is missing: [^\n]*\.\n$/);
});

test('jobs without servers do not ask for redis-server', (t) => {
  const machine = new Machine(t);
  machine.without('redis-server');
  assert.equal(machine.run('ok').status, 0);
});

test('redis-server comes from apt-get, and nothing that it brings is started', (t) => {
  const machine = new Machine(t);
  pretendDebian(machine);
  const { status, output } = machine.run('demo');
  assert.equal(status, 0, output);
  assert.match(machine.calls, /apt-get install -y .*redis-server redis-sentinel/);
  if (!existsSync(POLICY)) {
    assert.match(machine.calls, new RegExp(`^tee ${POLICY}`, 'm'));
    assert.match(machine.calls, new RegExp(`^rm -f ${POLICY}`, 'm'));
  }
  assert.match(machine.calls, /^systemctl disable --now redis-server redis-sentinel/m);
});

test('old package lists are renewed when the first attempt to install fails', (t) => {
  const machine = new Machine(t);
  pretendDebian(machine);
  const server = join(machine.folder, 'path/redis-server');
  const renewed = join(machine.folder, 'renewed');
  machine.pretend('apt-get', `: > "${renewed}"`);
  machine.pretend(
    'env',
    `[ -e "${renewed}" ] || exit 100; : > "${server}"; ${whereIs('chmod')} 755 "${server}"`,
  );
  assert.equal(machine.run('demo').status, 0);
  assert.match(machine.calls, /^apt-get update/m);
});

test('tests bring a browser where they can, and run without one where they cannot', (t) => {
  const machine = new Machine(t);
  assert.equal(machine.run('test').status, 0);
  assert.doesNotMatch(machine.calls, /apt-get/);
  pretendDebian(machine);
  assert.equal(machine.run('test').status, 0);
  assert.match(machine.calls, /apt-get install .*chromium/);
  const installed = machine.calls.split('install -y').length;
  machine.pretend('chromium');
  assert.equal(machine.run('test').status, 0);
  assert.equal(machine.calls.split('install -y').length, installed);
});

test('an unknown job is refused with the list of jobs', (t) => {
  const { status, output } = new Machine(t).run('fly');
  assert.equal(status, 1);
  assert.match(output, /^Usage: .*ok\|test\|demo\|bench\|sim/);
});

test('the comparison with stock brings its servers, the fuzzer needs none', (t) => {
  const machine = new Machine(t);
  pretendDebian(machine);
  assert.match(machine.run('fuzz').output, /program: dist\/tools\/fuzz\/main\.js/);
  assert.doesNotMatch(machine.calls, /apt-get/);
  const { status, output } = machine.run('conformance');
  assert.equal(status, 0, output);
  assert.match(machine.calls, /apt-get install .*redis-sentinel/);
});
