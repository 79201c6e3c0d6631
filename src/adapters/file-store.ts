// Keeps the durable state in the configuration file. The text is made here; a worker thread checks
// it and puts it in place, with calls that block nobody but the worker: neither a slow disk nor
// look-ups that hang in the platform's thread pool can stop the loop or each other (DURABLE-4).

import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type ConfigDocument, readDocument } from '../config/document.ts';
import { renderWithKey, type WrittenUsers } from '../config/render-config.ts';
import type { SentinelSettings } from '../core/settings.ts';
import type { Store } from '../ports/ports.ts';
import { markOf } from './file-mark.ts';
import type { WriteAnswer, WriteRequest, WriterOptions } from './file-store-worker.ts';

export interface FileStoreOptions {
  /** Absolute. */
  readonly path: string;
  /** The file as it was loaded: whose lines and comments are kept. */
  readonly document: ConfigDocument;
  /** Who may read the file where there is none yet; as stock leaves it if absent. */
  readonly newFileMode?: number;
  /** The users to write, asked at each write; without it those in the file stay. */
  readonly users?: () => WrittenUsers;
  /** Told after each write; null: it is saved, else why it is not. */
  readonly report: (problem: string | null) => void;
}

/** What the writing thread may use. A file of 2,000 groups takes about 10 MB to check. */
const WORKER_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 };

/** At the end of the process a hanging disk is waited for no longer than this. */
const CLOSE_LIMIT_MS = 1_000;

/** After about so many the platform has translated what is run often. */
const REHEARSALS = 20;

interface Pending {
  readonly settings: SentinelSettings;
  readonly done: (saved: boolean) => void;
}

export class FileStore implements Store {
  readonly #writer: WriterOptions;
  readonly #report: (problem: string | null) => void;
  readonly #users: () => WrittenUsers;
  #document: ConfigDocument;
  #worker: Worker | null = null;
  #pending: Pending | null = null;
  #idle: (() => void) | null = null;

  constructor({ path, document, report, newFileMode = 0o644, users }: FileStoreOptions) {
    // It was read a moment ago.
    this.#writer = { path, newFileMode, mark: markOf(path) };
    this.#document = document;
    this.#report = report;
    this.#users = users ?? (() => null);
  }

  /** Starts the thread and lets the platform translate what a save runs, so that the first vote
   *  need not wait for that. */
  warmUp(settings: SentinelSettings): void {
    this.#worker ??= this.#startWorker();
    for (let time = 0; time < REHEARSALS; time++) renderWithKey(this.#document, settings);
  }

  save(settings: SentinelSettings, done: (saved: boolean) => void): void {
    if (this.#pending !== null) throw new Error('A write is in flight: the driver waits for it');
    this.#pending = { settings, done };
    this.#write(settings, false);
  }

  /** Ends the thread, after the write in flight if that does not take long. One that is cut off is
   *  not visible. */
  async close(): Promise<void> {
    const patience = new AbortController();
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    const limit = pause(CLOSE_LIMIT_MS, undefined, { signal: patience.signal }).catch(() => {});
    if (this.#pending !== null) await Promise.race([idle, limit]);
    patience.abort();
    const worker = this.#worker;
    this.#worker = null;
    this.#pending = null;
    await worker?.terminate();
  }

  #write(settings: SentinelSettings, overwrite: boolean): void {
    this.#worker ??= this.#startWorker();
    const users = this.#users();
    const rendered = renderWithKey(this.#document, settings, users);
    const request: WriteRequest = { ...rendered, users, overwrite };
    this.#worker.ref();
    this.#worker.postMessage(request);
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL('./file-store-worker.js', import.meta.url), {
      workerData: this.#writer,
      resourceLimits: WORKER_LIMITS,
    });
    worker.unref();
    worker.on('message', (answer: WriteAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.#died(worker, error.message));
    worker.on('exit', () => this.#died(worker, 'the thread that writes has ended'));
    return worker;
  }

  #answered(answer: WriteAnswer): void {
    switch (answer.kind) {
      case 'saved':
        return this.#finish(null);
      case 'failed':
        return this.#finish(answer.reason);
      case 'edited':
        // Somebody has edited the file: the new comments and lines are kept, the state is ours.
        this.#document = readDocument(answer.text);
        if (this.#pending !== null) this.#write(this.#pending.settings, true);
        return;
      default:
        return answer satisfies never;
    }
  }

  #died(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    if (this.#pending !== null) this.#finish(reason);
  }

  #finish(problem: string | null): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#worker?.unref();
    if (pending === null) return;
    this.#report(problem);
    pending.done(problem === null);
    if (this.#pending === null) this.#idle?.();
  }
}
