// The thread that writes the configuration file: checks that a text will load as what it was made
// from, and puts it in place so that after a crash at any instant the old or the new one is there.

import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { WrittenUsers } from '../config/render-config.ts';
import { settingsKey } from '../config/settings-key.ts';
import { readState } from '../config/state-file.ts';
import { markOf } from './file-mark.ts';
import { systemErrorText } from './system-error.ts';

export interface WriteRequest {
  /** The whole file, one character a byte. */
  readonly text: string;
  /** The key of the settings that reading it must give. */
  readonly key: string;
  /** The users that reading it must give; null: whichever. */
  readonly users: WrittenUsers;
  /** Also when somebody else has changed the file meanwhile. */
  readonly overwrite: boolean;
}

export type WriteAnswer =
  | { readonly kind: 'saved' }
  /** The old file is still in place. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Somebody else has changed the file since our last write, to this. Nothing was written. */
  | { readonly kind: 'edited'; readonly text: string };

/** What the thread is started with. */
export interface WriterOptions {
  /** Absolute. */
  readonly path: string;
  /** Who may read the file where there is none yet. */
  readonly newFileMode: number;
  /** What the file looked like when it was read; null: there was none. */
  readonly mark: string | null;
}

/** Readable for everybody at most, as stock leaves it, and never for more than before. */
const FILE_MODE = 0o644;

/** A new file is called `NAME.PROCESS.vedette-tmp` until it is in place. */
const TEMPORARY = '.vedette-tmp';
const PROCESS_NUMBER = /^[1-9]\d*$/;

class FileWriter {
  readonly #path: string;
  readonly #folder: string;
  readonly #temporary: string;
  readonly #newFileMode: number;
  /** What the file looked like after our last write, or when it was read; null: there was none. */
  #mark: string | null;

  constructor({ path, newFileMode, mark }: WriterOptions) {
    this.#path = path;
    this.#newFileMode = newFileMode;
    this.#folder = dirname(path);
    this.#temporary = join(this.#folder, `${basename(path)}.${process.pid}${TEMPORARY}`);
    this.#mark = mark;
    this.#removeLeftOvers();
  }

  write({ text, key, users, overwrite }: WriteRequest): WriteAnswer {
    try {
      const edited = overwrite ? null : this.#editedText();
      if (edited !== null) return { kind: 'edited', text: edited };
      const bytes = Buffer.from(text, 'latin1');
      const problem = loadProblem(bytes, { key, users });
      if (problem !== null) return { kind: 'failed', reason: problem };
      this.#replace(bytes);
      return { kind: 'saved' };
    } catch (error) {
      rmSync(this.#temporary, { force: true });
      return { kind: 'failed', reason: systemErrorText(error) };
    }
  }

  /** A file that is gone is not an edited one: it is written anew. */
  #editedText(): string | null {
    if (this.#mark === null) return null;
    const mark = markOf(this.#path);
    return mark === null || mark === this.#mark ? null : readFileSync(this.#path, 'latin1');
  }

  #replace(bytes: Uint8Array): void {
    const before = statSync(this.#path, { throwIfNoEntry: false })?.mode;
    const mode = FILE_MODE & (before ?? this.#newFileMode);
    const file = openSync(this.#temporary, 'wx', mode);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(this.#temporary, this.#path);
    this.#mark = markOf(this.#path);
    this.#syncFolder();
  }

  #syncFolder(): void {
    const folder = openSync(this.#folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  /** Of processes that were killed while they wrote this file. */
  #removeLeftOvers(): void {
    try {
      const begin = `${basename(this.#path)}.`;
      for (const name of readdirSync(this.#folder)) {
        if (!name.startsWith(begin) || !name.endsWith(TEMPORARY)) continue;
        const writer = name.slice(begin.length, -TEMPORARY.length);
        if (!PROCESS_NUMBER.test(writer) || livesBesideUs(Number(writer))) continue;
        rmSync(join(this.#folder, name), { force: true });
      }
    } catch {
      // A folder that cannot be read or changed is reported by the write itself.
    }
  }
}

/** What has our own number is of an earlier life: in a container every process may have the same. */
function livesBesideUs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Why these bytes must not replace the file: they would not load, or not as what they were made
 *  from. */
function loadProblem(
  bytes: Buffer,
  { key, users }: Pick<WriteRequest, 'key' | 'users'>,
): string | null {
  // Also what a state file remembers of its configuration.
  const parsed = readState(bytes.toString('latin1'));
  if (!parsed.ok)
    return `the new file would not load: ${parsed.error.reason}: ${parsed.error.line}`;
  const sameUsers = users === null || isDeepStrictEqual(parsed.saved.server.users, users);
  if (sameUsers && settingsKey(parsed.saved.sentinel) === key) return null;
  return 'the new file would load differently';
}

/** After about so many the platform has translated what is run often. */
const REHEARSALS = 20;

/** The first vote should not wait until the platform has translated what checks its file. */
function rehearse(path: string): void {
  try {
    const bytes = readFileSync(path);
    for (let time = 0; time < REHEARSALS; time++) loadProblem(bytes, { key: '', users: null });
  } catch {
    // Nothing to rehearse with.
  }
}

function serve(): void {
  const port = parentPort;
  if (port === null) throw new Error('This file is for a thread');
  const options: WriterOptions = workerData;
  const writer = new FileWriter(options);
  rehearse(options.path);
  port.on('message', (request: WriteRequest) => port.postMessage(writer.write(request)));
}

serve();
