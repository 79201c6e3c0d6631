// The file that `config init` writes: who may read it, and what stands in it of the options.

import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { Desk } from '../desk.ts';
import { Stop } from '../exit.ts';
import { Paper } from '../paper.ts';
import { configInit } from './config-init.ts';

const root = mkdtempSync(join(tmpdir(), 'vedette-init-'));
after(() => rmSync(root, { recursive: true }));
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'each-'));
  file = join(folder, 's.conf');
});

async function init(more: Readonly<Record<string, string | boolean>>): Promise<void> {
  const options = { master: '10.0.0.1:6379', yes: true, ...more };
  const paper = new Paper({ coloured: false, columns: null, out: () => {}, err: () => {} });
  const desk = new Desk({ paper, environment: {}, isTerminal: false, options });
  assert.equal(await configInit.run({ words: [file], options, desk }), 0);
}

const lines = (): readonly string[] => readFileSync(file, 'utf8').split('\n');
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('a new file is for its owner alone, and one that is there is kept', async () => {
  await init({});
  assert.equal(modeOf(file), 0o600);
  await assert.rejects(init({}), /is there already and is kept/);
});

test('by force too: nobody who could read the old file can read the new one', async () => {
  writeFileSync(file, 'old\n');
  chmodSync(file, 0o644);
  const open = openSync(file, 'r');
  await init({ force: true });
  assert.equal(modeOf(file), 0o600);
  assert.equal(readFileSync(open, 'utf8'), 'old\n');
  closeSync(open);
  assert.match(readFileSync(file, 'utf8'), /sentinel monitor/);
  assert.deepEqual(readdirSync(folder), ['s.conf']);
});

test('by force a link stays one, and what is no file is left alone', async () => {
  const target = file;
  writeFileSync(target, 'old\n');
  file = join(folder, 'link.conf');
  symlinkSync(target, file);
  await init({ force: true });
  assert.equal(readlinkSync(file), target);
  assert.equal(modeOf(target), 0o600);
  assert.match(readFileSync(target, 'utf8'), /sentinel monitor/);

  file = folder;
  await assert.rejects(init({ force: true }), /what is there is no file/);
  assert.ok(statSync(folder).isDirectory());
});

test('addresses to listen on are parted by commas or blanks', async () => {
  for (const bind of ['127.0.0.1,127.0.0.2', '127.0.0.1 127.0.0.2', ' 127.0.0.1, 127.0.0.2']) {
    await init({ bind, force: true });
    assert.ok(lines().includes('bind 127.0.0.1 127.0.0.2'), bind);
  }
  for (const bind of ['', ',', '"x', '1.1.1.1\n#'])
    await assert.rejects(init({ bind, force: true }), Stop, bind);
});
