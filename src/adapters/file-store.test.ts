// The durable state in a real file: what is there after a save, and after one that failed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { EMPTY_DOCUMENT, readDocument } from '../config/document.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { SentinelSettings } from '../core/settings.ts';
import { FileStore } from './file-store.ts';

/** Where test/saving-process is, from dist/src/adapters. */
const SAVING_PROCESS = fileURLToPath(new URL('../../test/saving-process.js', import.meta.url));

/** A number that no process has: above the most that Linux gives. */
const NOBODY = 99_999_999;

const TEXT = '# mine\nport 1\nsentinel monitor m 127.0.0.1 7000 2\n';

function settingsIn(text: string): SentinelSettings {
  const parsed = parseConfig({ text });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.error.reason);
  return parsed.sentinel;
}

interface Bench {
  readonly folder: string;
  readonly path: string;
  readonly store: FileStore;
  /** What was reported, in order. */
  readonly reports: (string | null)[];
  readonly context: TestContext;
  save(settings: SentinelSettings): Promise<boolean>;
}

function storeTest(title: string, body: (bench: Bench) => Promise<void>): void {
  test(title, async (context) => {
    const sandbox = new Sandbox();
    const { folder } = sandbox;
    const path = join(folder, 's.conf');
    writeFileSync(path, TEXT);
    const reports: (string | null)[] = [];
    const report = (problem: string | null): unknown => reports.push(problem);
    const store = new FileStore({ path, document: readDocument(TEXT), report });
    const save = (settings: SentinelSettings): Promise<boolean> =>
      new Promise((resolve) => store.save(settings, resolve));
    try {
      await body({ folder, path, store, reports, context, save });
    } finally {
      await store.close();
      await sandbox.close();
    }
  });
}

const SETTINGS: SentinelSettings = { ...settingsIn(TEXT), currentEpoch: 5n };

storeTest(
  'what was saved is read back, and the user lines are kept',
  async ({ path, save, reports }) => {
    assert.equal(await save(SETTINGS), true);
    const text = readFileSync(path, 'latin1');
    assert.deepEqual(settingsIn(text), SETTINGS);
    assert.ok(text.startsWith('# mine\nport 1\n'));
    assert.deepEqual(reports, [null]);
  },
);

storeTest('the answer never comes from inside the call', async ({ store }) => {
  let inside = true;
  await new Promise<void>((resolve) => {
    store.save(SETTINGS, () => {
      assert.equal(inside, false);
      resolve();
    });
    inside = false;
  });
});

storeTest('a file that only its owner may read stays so', async ({ path, save }) => {
  chmodSync(path, 0o600);
  await save(SETTINGS);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

storeTest('others may not write to the file afterwards', async ({ path, save }) => {
  chmodSync(path, 0o666);
  await save(SETTINGS);
  assert.equal(statSync(path).mode & 0o022, 0);
});

storeTest('nothing but the file is left in its folder', async ({ folder, path, save }) => {
  writeFileSync(`${path}.${NOBODY}.vedette-tmp`, 'of a process that was killed');
  writeFileSync(`${path}.${process.pid}.vedette-tmp`, 'of one that had our number');
  await save(SETTINGS);
  await save({ ...SETTINGS, currentEpoch: 6n });
  assert.deepEqual(readdirSync(folder), ['s.conf']);
});

storeTest('what others are writing is left alone', async ({ folder, path, save }) => {
  const theirs = [
    // The first process of the machine lives.
    's.conf.1.vedette-tmp',
    `s.conf.b.${NOBODY}.vedette-tmp`,
    `s.conf.${NOBODY}.b.vedette-tmp`,
    's.conf.vedette-tmp',
  ];
  for (const name of theirs) writeFileSync(join(folder, name), 'of somebody else');
  writeFileSync(`${path}.${NOBODY}.vedette-tmp`, 'of a process that was killed');
  await save(SETTINGS);
  assert.deepEqual(readdirSync(folder).sort(), ['s.conf', ...theirs].sort());
});

storeTest('a path that is a folder fails, and says so', async ({ folder, path, save, reports }) => {
  rmSync(path);
  mkdirSync(path);
  writeFileSync(join(path, 'inside'), '');
  assert.equal(await save(SETTINGS), false);
  assert.equal(typeof reports[0], 'string');
  assert.deepEqual(readdirSync(folder), ['s.conf']);
  assert.ok(existsSync(join(path, 'inside')));
});

storeTest(
  'a folder that is gone fails, and a later save works again',
  async ({ folder, save, path }) => {
    rmSync(folder, { recursive: true });
    assert.equal(await save(SETTINGS), false);
    mkdirSync(folder);
    assert.equal(await save(SETTINGS), true);
    assert.deepEqual(settingsIn(readFileSync(path, 'latin1')), SETTINGS);
  },
);

storeTest(
  'what would not load again does not replace the file',
  async ({ path, save, reports }) => {
    const [group] = SETTINGS.groups;
    assert.ok(group !== undefined);
    const address = { host: 'no number', port: 1 };
    assert.equal(await save({ ...SETTINGS, groups: [{ ...group, address }] }), false);
    assert.match(reports[0] ?? '', /would not load/);
    assert.equal(readFileSync(path, 'latin1'), TEXT);
  },
);

storeTest('a character that is no byte does not replace the file', async ({ path, save }) => {
  assert.equal(await save({ ...SETTINGS, sentinelPass: 'snow\u2603' }), false);
  assert.equal(readFileSync(path, 'latin1'), TEXT);
});

storeTest(
  'what somebody writes into the file meanwhile is kept',
  async ({ path, save, reports }) => {
    await save(SETTINGS);
    const edited = readFileSync(path, 'latin1')
      .replace('# mine', '# mine and yours')
      .replace('sentinel current-epoch 5', 'sentinel current-epoch 99\ntimeout nonsense');
    writeFileSync(path, edited, 'latin1');
    assert.equal(await save({ ...SETTINGS, currentEpoch: 6n }), true);
    const text = readFileSync(path, 'latin1');
    assert.equal(settingsIn(text).currentEpoch, 6n);
    assert.match(text, /^# mine and yours$/m);
    assert.match(text, /^# \?\?\? timeout nonsense$/m);
    assert.deepEqual(reports, [null, null]);
  },
);

storeTest('what was written into it before the first write is kept', async ({ path, save }) => {
  writeFileSync(path, `${TEXT}# a note\nrequirepass secret\n`, 'latin1');
  assert.equal(await save(SETTINGS), true);
  const text = readFileSync(path, 'latin1');
  assert.match(text, /^# a note$/m);
  assert.match(text, /^requirepass secret$/m);
});

storeTest('a file that somebody removed is written anew', async ({ path, save }) => {
  await save(SETTINGS);
  rmSync(path);
  assert.equal(await save(SETTINGS), true);
  assert.ok(readFileSync(path, 'latin1').startsWith('# mine\nport 1\n'));
});

storeTest('a full disk fails and leaves the old file', async ({ folder, context }) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  if (mounted.status !== 0) return context.skip('this machine does not let us mount a small disk');
  const path = join(disk, 's.conf');
  writeFileSync(path, TEXT);
  const reports: (string | null)[] = [];
  const report = (problem: string | null): unknown => reports.push(problem);
  const store = new FileStore({ path, document: EMPTY_DOCUMENT, report });
  try {
    const sentinelPass = 'x'.repeat(100_000);
    const saved = await new Promise((done) => store.save({ ...SETTINGS, sentinelPass }, done));
    assert.equal(saved, false);
    assert.match(reports[0] ?? '', /space/i);
    assert.deepEqual(readdirSync(disk), ['s.conf']);
    assert.equal(readFileSync(path, 'latin1'), TEXT);
  } finally {
    await store.close();
    spawnSync('umount', [disk]);
  }
});

storeTest('a read-only disk fails', async ({ folder, context }) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]);
  if (mounted.status !== 0) return context.skip('this machine does not let us mount a disk');
  const path = join(disk, 's.conf');
  const store = new FileStore({ path, document: EMPTY_DOCUMENT, report: () => {} });
  try {
    assert.equal(await new Promise((done) => store.save(SETTINGS, done)), false);
  } finally {
    await store.close();
    spawnSync('umount', [disk]);
  }
});

storeTest(
  'a process that has nothing else to do ends, though its store is open',
  async ({ path }) => {
    const run = spawnSync(process.execPath, [SAVING_PROCESS, path, '2'], { encoding: 'utf8' });
    assert.deepEqual([run.status, run.stdout, run.stderr], [0, '1\n2\n', '']);
  },
);
