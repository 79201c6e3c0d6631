// Keeps the history of failovers (HISTORY-1, HISTORY-2): takes each record of the core, puts wall
// clock times to it, and hands it to the file, which nothing waits for.

import { randomBytes } from 'node:crypto';
import { HistoryFile } from '../adapters/history-file.ts';
import type { Log } from '../adapters/log.ts';
import { historyLine } from '../config/history-text.ts';
import type { FailoverRecord } from '../core/history.ts';
import { HistoryBook, type PastFailover } from '../core/history-book.ts';
import type { Clock } from '../ports/ports.ts';

/** Failovers under way; beyond it times may be out of order by a moment. */
const AT_ONCE_MAX = 1_000;

export interface HistoryKeeperOptions {
  /** Absolute; null: it is kept in memory only. */
  readonly path: string | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warning'>;
}

export class HistoryKeeper {
  readonly #clock: Clock;
  readonly #file: HistoryFile | null;
  readonly #book = new HistoryBook(randomBytes(6).toString('hex'));
  /** By how much the wall clock was ahead of the core's, at most, in each failover under way. */
  readonly #aheadMs = new Map<number, number>();

  /** Reads what earlier processes have left. Blocks. */
  constructor({ path, clock, log }: HistoryKeeperOptions) {
    this.#clock = clock;
    const warn = (text: string): void => log.warning(text);
    this.#file = path === null ? null : new HistoryFile({ path, all: () => this.#lines(), warn });
    if (this.#file !== null) this.#book.load(this.#file.read());
  }

  /** `nowMs`: on the clock of the record. */
  take(record: FailoverRecord, nowMs: number): void {
    const taken = this.#book.take(record, { nowMs, wallMs: nowMs + this.#ahead(record, nowMs) });
    const line = historyLine(taken);
    if (line !== null) this.#file?.add(line);
  }

  /** We are called a little later than the record was made, now more and now less. So that no step
   *  gets an earlier time than the one before it, this never sinks within one failover. */
  #ahead({ number, replaces, outcome }: FailoverRecord, nowMs: number): number {
    const known = this.#aheadMs.get(number) ?? Number.NEGATIVE_INFINITY;
    const aheadMs = Math.max(known, this.#clock.wallMs() - nowMs);
    if (replaces !== null) this.#aheadMs.delete(replaces);
    if (this.#aheadMs.size >= AT_ONCE_MAX) this.#aheadMs.clear();
    if (outcome === 'under-way') this.#aheadMs.set(number, aheadMs);
    else this.#aheadMs.delete(number);
    return aheadMs;
  }

  /** The newest first. */
  of(groupName: string): readonly PastFailover[] {
    return this.#book.of(groupName);
  }

  /** The process ends at once. Blocks. */
  flush(): void {
    this.#file?.flush();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  *#lines(): Iterable<string> {
    for (const past of this.#book.all) {
      const line = historyLine({ past, instead: null });
      if (line !== null) yield line;
    }
  }
}
