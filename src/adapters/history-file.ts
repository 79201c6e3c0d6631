// The file that the history of failovers is kept in (HISTORY-2): read once at the start, and added
// to in the background. It is for people alone, so nothing waits for it, and whatever is wrong with
// it costs a line in the log and never more.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { HEADING, type ReadHistory, readHistory } from '../config/history-text.ts';
import { toByteText } from './byte-text.ts';
import { systemErrorText } from './system-error.ts';

/** Beyond this the file is written anew, with what is still remembered and fits into half of it. */
export const LARGEST_BYTES = 4_194_304;

/** Lines that wait for a disk that takes none. Beyond that the next write is one of everything. */
export const MOST_WAITING = 1_000;

/** After a failure it is tried again after this time, and with the next line. */
const RETRY_MS = 60_000;

/** So long after the last line all of it is brought to the disk: a power cut may cost the rest. Not
 *  sooner, because a vote may be on its way there. */
const SYNC_AFTER_MS = 2_000;

/** The end of the process waits no longer than this for what is still to be written. */
const CLOSE_LIMIT_MS = 1_000;

const FILE_MODE = 0o644;

/** How a file that is not ours, or damaged, is called from then on. */
export const ASIDE = '.damaged';

export interface HistoryFileOptions {
  /** Absolute. */
  readonly path: string;
  /** Every line that is still remembered, from the oldest to the newest. */
  readonly all: () => Iterable<string>;
  readonly warn: (text: string) => void;
}

export class HistoryFile {
  readonly #options: HistoryFileOptions;
  readonly #path: string;
  #waiting: string[] = [];
  /** What the file has to be added to; null: it has to be written anew. */
  #size: number | null = null;
  /** There is a file that could not be set aside: it is left alone. */
  #isForeign = false;
  #writing: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #sync: NodeJS.Timeout | null = null;
  #problem: string | null = null;
  #isClosed = false;

  constructor(options: HistoryFileOptions) {
    this.#options = options;
    this.#path = options.path;
  }

  /** What earlier processes have left. Blocks: nothing runs yet. */
  read(): Extract<ReadHistory, { kind: 'history' }>['past'] {
    let text: string | null;
    try {
      text = readWhole(this.#path);
    } catch (error) {
      this.#leaveAlone(systemErrorText(error));
      return [];
    }
    if (text === null) return [];
    const found = text.length > 2 * LARGEST_BYTES ? FOREIGN : readHistory(text);
    if (found.kind === 'foreign') {
      this.#setAside('it is not one of Vedette');
      return [];
    }
    if (found.badLines > 0) this.#setAside(`${found.badLines} of its lines are damaged`);
    else if (!found.isTorn) this.#size = text.length;
    // Now, and not in the middle of a failover.
    if (this.#size === null && found.past.length > 0) this.#begin();
    return found.past;
  }

  /** Written soon, without anybody waiting for it. */
  add(line: string): void {
    if (this.#isForeign || this.#isClosed) return;
    this.#waiting.push(line);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting = [];
      this.#size = null;
    }
    this.#begin();
  }

  /** The process ends at once: what is still on its way is written now. Blocks. */
  flush(): void {
    if (this.#writing === null || this.#isForeign) return;
    const temporary = this.#temporary;
    try {
      writeFileSync(temporary, this.#everything(), { mode: FILE_MODE });
      renameSync(temporary, this.#path);
    } catch {
      // Nobody is there any more who could be told.
    }
  }

  /** Waits for what is still to be written, for a second at most. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of [this.#retry, this.#sync]) if (timer !== null) clearTimeout(timer);
    const patience = new AbortController();
    const limit = pause(CLOSE_LIMIT_MS, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([this.#writing, limit]);
    patience.abort();
  }

  #begin(): void {
    if (this.#writing !== null) return;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#writing = this.#writeAll().then(() => {
      this.#writing = null;
    });
  }

  async #writeAll(): Promise<void> {
    // Lines of one turn leave in one write.
    await new Promise((turn) => setImmediate(turn));
    try {
      while (this.#waiting.length > 0 || this.#size === null) await this.#write();
      this.#problem = null;
      this.#syncSoon();
    } catch (error) {
      this.#failed(systemErrorText(error));
    }
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    if (this.#size !== null && this.#size <= LARGEST_BYTES && (await this.#append(lines))) return;
    await this.#writeAnew();
  }

  /** False where the file is not as we have left it. */
  async #append(lines: readonly string[]): Promise<boolean> {
    const size = this.#size;
    const file = await openIfThere(this.#path);
    if (file === null) return false;
    try {
      if ((await file.stat()).size !== size) return false;
      // Until it is known to be there as a whole.
      this.#size = null;
      const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
      await file.appendFile(bytes);
      this.#size = size + bytes.length;
      return true;
    } finally {
      await file.close();
    }
  }

  /** Everything that is remembered: the lines that wait are among it. */
  async #writeAnew(): Promise<void> {
    this.#size = null;
    this.#waiting = [];
    const bytes = this.#everything();
    const temporary = this.#temporary;
    try {
      const file = await open(temporary, 'w', FILE_MODE);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    this.#size = bytes.length;
  }

  #everything(): Buffer {
    const lines = newest([...this.#options.all()]);
    return Buffer.from(`${HEADING}\n${lines.join('')}`, 'latin1');
  }

  get #temporary(): string {
    return `${this.#path}.${process.pid}.vedette-tmp`;
  }

  #failed(problem: string): void {
    this.#size = null;
    if (problem !== this.#problem) {
      this.#problem = problem;
      const path = toByteText(this.#path);
      this.#options.warn(`The history of failovers could not be written to ${path}: ${problem}`);
    }
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => this.#begin(), RETRY_MS);
    this.#retry.unref();
  }

  #syncSoon(): void {
    if (this.#isClosed) return;
    if (this.#sync !== null) clearTimeout(this.#sync);
    this.#sync = setTimeout(() => void syncFile(this.#path), SYNC_AFTER_MS);
    this.#sync.unref();
  }

  #setAside(why: string): void {
    const path = toByteText(this.#path);
    try {
      renameSync(this.#path, `${this.#path}${ASIDE}`);
      this.#options.warn(`The file ${path} was set aside as ${path}${ASIDE}: ${why}`);
    } catch (error) {
      this.#leaveAlone(`${why}, and it could not be set aside: ${systemErrorText(error)}`);
    }
  }

  #leaveAlone(why: string): void {
    this.#isForeign = true;
    const path = toByteText(this.#path);
    this.#options.warn(`The history of failovers is not kept over a restart in ${path}: ${why}`);
  }
}

const FOREIGN: ReadHistory = { kind: 'foreign' };

/** null: there is no file. Never waits, whatever stands there. */
function readWhole(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > 2 * LARGEST_BYTES) return 'x'.repeat(2 * LARGEST_BYTES + 1);
    return readFileSync(file, 'latin1');
  } finally {
    closeSync(file);
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_APPEND);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** What goes wrong here shows at the next line. */
async function syncFile(path: string): Promise<void> {
  const file = await openIfThere(path).catch(() => null);
  await file?.datasync().catch(() => {});
  await file?.close().catch(() => {});
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** With their ends of lines; half of the limit, so that there is room to add to it. */
function newest(lines: readonly string[]): readonly string[] {
  let size = 0;
  const kept = lines.toReversed().filter((line) => {
    size += line.length + 1;
    return size <= LARGEST_BYTES / 2;
  });
  return kept.reverse().map((line) => `${line}\n`);
}
