// The place of one test or one run of a tool: a temporary folder of its own and everything that was
// started in it. Closing it ends the processes and removes the folder.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nowMs } from './clock.ts';
import { watchFolder } from './guard.ts';
import { keepWrittenFiles } from './written-files.ts';

/** One thing that happened here, for whoever has to understand a failure. */
export interface Moment {
  readonly atMs: number;
  readonly what: string;
}

let root: string | null = null;
let sandboxes = 0;

export class Sandbox {
  readonly folder: string;
  readonly #closers: (() => Promise<unknown> | unknown)[] = [];
  readonly #witnesses: (() => readonly Moment[])[] = [];
  readonly #startMs = nowMs();
  #closed = false;

  constructor() {
    sandboxes += 1;
    this.folder = join(rootFolder(), `${sandboxes}`);
    mkdirSync(this.folder);
  }

  /** A new folder inside. */
  makeFolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Called when the sandbox closes, the newest first. */
  onClose(closer: () => Promise<unknown> | unknown): void {
    this.#closers.push(closer);
  }

  /** Asked for what it saw when the story is told. */
  addWitness(witness: () => readonly Moment[]): void {
    this.#witnesses.push(witness);
  }

  /** What all witnesses saw, in order, in milliseconds since the sandbox was made. */
  story(): string {
    const moments = this.#witnesses.flatMap((witness) => witness());
    moments.sort((a, b) => a.atMs - b.atMs);
    const lines = moments.map(({ atMs, what }) => {
      const sinceStart = Math.round(atMs - this.#startMs);
      return `${String(sinceStart).padStart(8)} ms  ${what}`;
    });
    return lines.join('\n');
  }

  /** Ends all that was started here, even if something of it fails to end. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const closers = this.#closers.splice(0).reverse();
    const results = await Promise.allSettled(closers.map(async (closer) => await closer()));
    keepWrittenFiles(this.folder);
    // A write that is still on its way may put a file there meanwhile.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

function rootFolder(): string {
  if (root === null) {
    root = mkdtempSync(join(realpathSync(tmpdir()), 'vedette-'));
    const made = root;
    watchFolder(made);
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return root;
}
