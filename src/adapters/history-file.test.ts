// The file of the history on a real disk: it is added to, it survives damage and strangers, and
// nothing that is wrong with it is more than a warning.

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { HEADING, historyLine } from '../config/history-text.ts';
import type { PastFailover } from '../core/history-book.ts';
import { HistoryFile, MOST_WAITING } from './history-file.ts';

const PAST: PastFailover = {
  ...{ id: 'a-1', groupName: 'g', role: 'leader', outcome: 'switched', reason: 'crash' },
  ...{ cause: null, obstacle: null, attempts: 1, epoch: 4n, leader: null, from: 'a:1', to: 'b:1' },
  steps: {
    ...{ detected: 1, agreed: 2, started: 3, elected: 4 },
    ...{ selected: 5, told: 6, switched: 7, ended: null },
  },
  ...{ votes: null, oldOffset: null, newOffset: null, offsets: [], loss: { kind: 'unknown' } },
};

function lineOf(id: string): string {
  return historyLine({ past: { ...PAST, id }, instead: null }) ?? '';
}

class Desk {
  readonly folder: string;
  readonly path: string;
  readonly warnings: string[] = [];
  readonly lines: string[] = [];
  #file: HistoryFile | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 's.conf.history');
  }

  /** As a new process would; the ids that it finds. */
  open(): readonly string[] {
    const file = new HistoryFile({
      path: this.path,
      all: () => this.lines,
      warn: (text) => void this.warnings.push(text.replaceAll(this.folder, '')),
    });
    this.#file = file;
    return file.read().map(({ id }) => id);
  }

  add(...ids: readonly string[]): void {
    for (const id of ids) {
      this.lines.push(lineOf(id));
      this.#file?.add(lineOf(id));
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  /** Adds, ends, and reads anew. */
  async reopened(...ids: readonly string[]): Promise<readonly string[]> {
    this.add(...ids);
    await this.close();
    return this.open();
  }

  get text(): string {
    return readFileSync(this.path, 'latin1');
  }
}

function deskTest(name: string, body: (desk: Desk) => Promise<void>): void {
  test(name, async () => {
    const sandbox = new Sandbox();
    try {
      await body(new Desk(sandbox.folder));
    } finally {
      await sandbox.close();
    }
  });
}

deskTest('HISTORY-2: nothing is written before there is something', async (desk) => {
  assert.deepEqual(desk.open(), []);
  await desk.close();
  assert.deepEqual(readdirSync(desk.folder), []);
});

deskTest('HISTORY-2: lines are added, through processes', async (desk) => {
  desk.open();
  assert.deepEqual(await desk.reopened('a', 'b'), ['a', 'b']);
  // What is remembered is not written again: the file grows.
  desk.lines.length = 0;
  assert.deepEqual(await desk.reopened('c'), ['a', 'b', 'c']);
  assert.deepEqual(readdirSync(desk.folder), ['s.conf.history']);
  assert.deepEqual(desk.warnings, []);
});

deskTest('HISTORY-2: a file that was cut off is written anew', async (desk) => {
  writeFileSync(desk.path, `${HEADING}\n${lineOf('a')}\n{"id":"b"`);
  assert.deepEqual(desk.open(), ['a']);
  desk.lines.push(lineOf('a'));
  assert.deepEqual(await desk.reopened('c'), ['a', 'c']);
  assert.deepEqual(desk.warnings, []);
});

deskTest('HISTORY-2: a damaged file and a stranger are set aside, with a warning', async (desk) => {
  writeFileSync(desk.path, `${HEADING}\n${lineOf('a')}\nwhat\n`);
  assert.deepEqual(desk.open(), ['a']);
  assert.match(readFileSync(`${desk.path}.damaged`, 'latin1'), /what/);
  desk.lines.push(lineOf('a'));
  assert.deepEqual(await desk.reopened('b'), ['a', 'b']);
  writeFileSync(desk.path, 'sentinel monitor m 127.0.0.1 7 2\n');
  assert.deepEqual(desk.open(), []);
  assert.match(readFileSync(`${desk.path}.damaged`, 'latin1'), /monitor/);
  assert.deepEqual(desk.warnings, [
    'The file /s.conf.history was set aside as /s.conf.history.damaged: 1 of its lines are damaged',
    'The file /s.conf.history was set aside as /s.conf.history.damaged: it is not one of Vedette',
  ]);
});

deskTest('HISTORY-2: what is no file is left alone, and stops nobody', async (desk) => {
  mkdirSync(desk.path);
  assert.deepEqual(await desk.reopened('a'), []);
  assert.deepEqual(readdirSync(desk.path), []);
  assert.match(desk.warnings[0] ?? '', /not kept over a restart .* not a regular file/);
});

deskTest('HISTORY-2: a file that others change or remove is written anew', async (desk) => {
  desk.open();
  assert.deepEqual(await desk.reopened('a'), ['a']);
  writeFileSync(desk.path, 'mine\n');
  desk.add('b');
  await desk.close();
  assert.deepEqual(desk.open(), ['a', 'b']);
  rmSync(desk.path);
  assert.deepEqual(await desk.reopened('c'), ['a', 'b', 'c']);
});

deskTest('HISTORY-2: a folder that cannot be written to is one warning', async (desk) => {
  const folder = join(desk.folder, 'gone');
  const gone = new Desk(folder);
  gone.open();
  gone.add('a');
  await gone.close();
  gone.open();
  gone.add('b', 'c');
  await gone.close();
  assert.match(gone.warnings[0] ?? '', /could not be written to .*: No such file or directory/);
  assert.equal(existsSync(folder), false);
  // When it is back, so is everything.
  mkdirSync(folder);
  assert.deepEqual(await gone.reopened('d'), []);
  gone.add('e');
  await gone.close();
  assert.deepEqual(gone.open(), ['a', 'b', 'c', 'd', 'e']);
  chmodSync(folder, 0o755);
});

deskTest('HISTORY-2: more lines than may wait are one write of everything', async (desk) => {
  desk.open();
  const ids = Array.from({ length: MOST_WAITING + 5 }, (_, place) => `n${place}`);
  assert.equal((await desk.reopened(...ids)).length, ids.length);
});
