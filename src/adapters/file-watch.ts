// Notices that files have changed, by looking at them now and then: certificates come through links
// that are swapped, over networks and in containers, where the system's own notices do not arrive.

import { stat } from 'node:fs/promises';

export interface FileWatchOptions {
  readonly paths: readonly string[];
  readonly periodMs: number;
  /** The files are others than at the last call, or than at the start, and have been so for a
   *  period: several that belong together are not read between two writes. */
  changed(): void;
}

export class FileWatch {
  readonly #options: FileWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #known: string | null = null;
  #last: string | null = null;
  #closed = false;

  /** Changes from then on are noticed. */
  readonly begun: Promise<void>;

  constructor(options: FileWatchOptions) {
    this.#options = options;
    this.begun = this.#look();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const marks = await Promise.all(this.#options.paths.map(markOf));
    if (this.#closed) return;
    const now = marks.join('\n');
    this.#known ??= now;
    const isSettled = now === this.#last;
    this.#last = now;
    if (isSettled && now !== this.#known) {
      this.#known = now;
      this.#options.changed();
    }
    this.#timer = setTimeout(() => void this.#look(), this.#options.periodMs);
    this.#timer.unref();
  }
}

/** Another text for another content; one for all that is not there. */
async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return '-';
  }
}
