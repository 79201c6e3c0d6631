// Which script runs next and which has run for too long: the queue of scripts with its limits and
// retries, which are those of stock (SCRIPT-2, SCRIPT-4). It starts and ends no process: it says
// what is to be done and is told what became of it.

import type { Event } from '../core/event.ts';
import type { Timings } from '../core/settings.ts';

/** Running ones included; one more drops the oldest that does not run. */
export const MOST_SCRIPTS = 256;
export const MOST_RUNNING = 16;
/** A script that fails is run so often in all. */
export const MOST_RUNS = 10;

/** Starting a process holds the loop up for about a millisecond. Where a failover may be on its
 *  way, its notifications give it this time to get through (SCRIPT-6). */
export const START_DELAY_MS = 50;
/** No more starts than MOST_RUNNING in this time, as at one tick of stock. */
export const START_PERIOD_MS = 100;

/** What stock reports where the system has no process to give. */
const NO_PROCESS = { signal: 99, exitCode: 0 } as const;
/** What a script that cannot be executed ends with. */
const NOT_EXECUTABLE = { signal: 0, exitCode: 2 } as const;
/** The one exit code that asks for another run. */
const TRY_AGAIN = 1;

/** Of the core's state, where SENTINEL DEBUG changes them. */
export type ScriptTimings = Readonly<Pick<Timings, 'scriptMaxRuntimeMs' | 'scriptRetryDelayMs'>>;

export interface ScriptRun {
  /** The path, then the arguments; one character a byte. */
  readonly words: readonly string[];
  /** true: it starts at once, with all that waits for its first run before it. */
  readonly urgent: boolean;
}

export type ScriptAct =
  | { readonly kind: 'start'; readonly id: number; readonly words: readonly string[] }
  /** Over its time: it and all that it has started is to be killed. */
  | { readonly kind: 'kill'; readonly id: number; readonly event: Event };

/** What became of a start. */
export type ScriptEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: number }
  | { readonly kind: 'not-executable' }
  /** The system has no process to give: it is tried again. */
  | { readonly kind: 'no-process' };

/** A script as SENTINEL PENDING-SCRIPTS shows it. */
export interface ScriptSight {
  readonly words: readonly string[];
  /** null: it does not run now. */
  readonly running: { readonly processId: number; readonly runTimeMs: number } | null;
  /** Until its next run; 0: as soon as there is room. */
  readonly delayMs: number;
  /** Runs begun so far. */
  readonly runs: number;
}

interface Job {
  readonly id: number;
  readonly words: readonly string[];
  runs: number;
  /** Waiting: not before this. */
  startAtMs: number;
  running: { readonly sinceMs: number; processId: number; killed: boolean } | null;
}

export class ScriptQueue {
  readonly #timings: () => ScriptTimings;
  readonly #jobs: Job[] = [];
  #lastId = 0;
  /** When the last MOST_RUNNING starts were. */
  readonly #startsMs: number[] = [];

  /** `timings` is asked whenever they matter: they may change. */
  constructor(timings: () => ScriptTimings) {
    this.#timings = timings;
  }

  add({ words, urgent }: ScriptRun, nowMs: number): void {
    this.#lastId += 1;
    const startAtMs = nowMs + (urgent ? 0 : START_DELAY_MS);
    this.#jobs.push({ id: this.#lastId, words, runs: 0, startAtMs, running: null });
    if (urgent) {
      for (const job of this.#jobs) if (job.runs === 0) job.startAtMs = nowMs;
    }
    if (this.#jobs.length <= MOST_SCRIPTS) return;
    const oldest = this.#jobs.findIndex((job) => job.running === null);
    this.#jobs.splice(oldest, 1);
  }

  /** One thing that is due; null: nothing is. A script that is given out here runs from now on. */
  next(nowMs: number): ScriptAct | null {
    const overdue = this.#jobs.find((job) => this.#deadlineMs(job) <= nowMs);
    if (overdue?.running) {
      overdue.running.killed = true;
      const { processId } = overdue.running;
      const event: Event = { name: '-script-timeout', path: pathOf(overdue), processId };
      return { kind: 'kill', id: overdue.id, event };
    }
    if (this.#roomFromMs() > nowMs) return null;
    const job = this.#jobs.find((each) => each.running === null && each.startAtMs <= nowMs);
    if (job === undefined) return null;
    job.runs += 1;
    job.running = { sinceMs: nowMs, processId: 0, killed: false };
    this.#startsMs.push(nowMs);
    if (this.#startsMs.length > MOST_RUNNING) this.#startsMs.shift();
    return { kind: 'start', id: job.id, words: job.words };
  }

  /** When `next` has something to say at the latest; null: never, as things are. */
  nextDeadline(): number | null {
    const roomFromMs = this.#roomFromMs();
    let earliest = Number.POSITIVE_INFINITY;
    for (const job of this.#jobs) {
      const startMs = job.running === null ? Math.max(job.startAtMs, roomFromMs) : earliest;
      earliest = Math.min(earliest, startMs, this.#deadlineMs(job));
    }
    return earliest === Number.POSITIVE_INFINITY ? null : earliest;
  }

  /** It has a process. Returns what is to be announced. */
  started(id: number, processId: number): readonly Event[] {
    const job = this.#jobs.find((each) => each.id === id);
    if (!job?.running) return [];
    job.running.processId = processId;
    return [{ name: '+script-child', processId }];
  }

  /** The run is over, or there was none. Returns what is to be announced. */
  ended(id: number, end: ScriptEnd, nowMs: number): readonly Event[] {
    const index = this.#jobs.findIndex((each) => each.id === id);
    const job = this.#jobs[index];
    if (!job?.running) return [];
    const { processId } = job.running;
    job.running = null;
    const { exitCode, signal } = numbersOf(end);
    const events: Event[] = [];
    if (processId !== 0) events.push({ name: '-script-child', processId, exitCode, signal });
    const isRetried = (signal !== 0 || exitCode === TRY_AGAIN) && job.runs < MOST_RUNS;
    if (isRetried) job.startAtMs = nowMs + this.#retryDelayMs(job.runs);
    else this.#jobs.splice(index, 1);
    const isSilent = (isRetried && end.kind !== 'no-process') || (signal === 0 && exitCode === 0);
    if (!isSilent) events.push({ name: '-script-error', path: pathOf(job), signal, exitCode });
    return events;
  }

  /** All of them, in the order in which they came. */
  shown(nowMs: number): readonly ScriptSight[] {
    return this.#jobs.map(({ words, runs, running, startAtMs }) => ({
      words,
      runs,
      running:
        running === null
          ? null
          : { processId: running.processId, runTimeMs: nowMs - running.sinceMs },
      delayMs: runs === 0 ? 0 : Math.max(0, startAtMs - nowMs),
    }));
  }

  /** When it is to be killed; infinite: it does not run, or has been. */
  #deadlineMs({ running }: Job): number {
    if (running === null || running.killed) return Number.POSITIVE_INFINITY;
    return running.sinceMs + this.#timings().scriptMaxRuntimeMs;
  }

  /** When another one may start; infinite: after one of those that run has ended. */
  #roomFromMs(): number {
    const running = this.#jobs.filter((job) => job.running !== null);
    if (running.length >= MOST_RUNNING) return Number.POSITIVE_INFINITY;
    const [first] = this.#startsMs;
    return first === undefined || this.#startsMs.length < MOST_RUNNING
      ? Number.NEGATIVE_INFINITY
      : first + START_PERIOD_MS;
  }

  #retryDelayMs(runs: number): number {
    return this.#timings().scriptRetryDelayMs * 2 ** (runs - 1);
  }
}

function pathOf({ words }: Job): string {
  return words[0] ?? '';
}

function numbersOf(end: ScriptEnd): { readonly signal: number; readonly exitCode: number } {
  switch (end.kind) {
    case 'exited':
      return { signal: 0, exitCode: end.exitCode };
    case 'killed':
      return { signal: end.signal, exitCode: 0 };
    case 'not-executable':
      return NOT_EXECUTABLE;
    case 'no-process':
      return NO_PROCESS;
    default:
      return end satisfies never;
  }
}
