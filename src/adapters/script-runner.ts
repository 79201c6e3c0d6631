// Runs the scripts of the queue as processes: without a shell, with our environment and folder and
// standard streams, each in a process group of its own so that it can be killed with all that it
// has started (SCRIPT-5). When one runs is the queue's to decide.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Event } from '../core/event.ts';
import type { Clock } from '../ports/ports.ts';
import {
  type ScriptEnd,
  ScriptQueue,
  type ScriptRun,
  type ScriptSight,
  type ScriptTimings,
} from '../scripts/queue.ts';
import { fromByteText } from './byte-text.ts';

/** Far deadlines are slept for in pieces: Node's timers end at 2^31 ms. */
const LONGEST_SLEEP_MS = 3_600_000;

/** The system is short of something for now; all other refusals are about the file. */
const SHORTAGES: ReadonlySet<string> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

export interface ScriptRunnerOptions {
  readonly clock: Clock;
  readonly timings: () => ScriptTimings;
  readonly announce: (event: Event) => void;
}

export class ScriptRunner {
  readonly #clock: Clock;
  readonly #announce: (event: Event) => void;
  readonly #queue: ScriptQueue;
  readonly #groups = new Map<number, number>();
  #timer: NodeJS.Timeout | null = null;
  #turnIsComing = false;

  constructor({ clock, timings, announce }: ScriptRunnerOptions) {
    this.#clock = clock;
    this.#announce = announce;
    this.#queue = new ScriptQueue(timings);
  }

  /** Returns at once; nothing has been started by then. */
  run(run: ScriptRun): void {
    this.#queue.add(run, this.#clock.monotonicMs());
    this.review();
  }

  /** To be called also when the timings have changed. */
  review(): void {
    if (this.#turnIsComing) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const atMs = this.#queue.nextDeadline();
    if (atMs === null) return;
    const waitMs = Math.ceil(atMs - this.#clock.monotonicMs());
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.review(), Math.min(waitMs, LONGEST_SLEEP_MS)).unref();
      return;
    }
    // One thing a turn of the loop: between two of them all ready sockets are read (SCRIPT-6).
    this.#turnIsComing = true;
    setImmediate(() => this.#turn());
  }

  shown(): readonly ScriptSight[] {
    return this.#queue.shown(this.#clock.monotonicMs());
  }

  #turn(): void {
    this.#turnIsComing = false;
    const act = this.#queue.next(this.#clock.monotonicMs());
    if (act?.kind === 'start') this.#start(act.id, act.words);
    if (act?.kind === 'kill') {
      this.#announce(act.event);
      this.#kill(act.id);
    }
    this.review();
  }

  #start(id: number, words: readonly string[]): void {
    let child: ChildProcess;
    try {
      child = launch(words);
    } catch (error) {
      setImmediate(() => this.#ended(id, refusal(error)));
      return;
    }
    child.once('error', (error) => this.#ended(id, refusal(error)));
    child.once('exit', (exitCode, signal) => this.#ended(id, endOf(exitCode, signal)));
    child.unref();
    if (child.pid === undefined) return;
    this.#groups.set(id, child.pid);
    for (const event of this.#queue.started(id, child.pid)) this.#announce(event);
  }

  #kill(id: number): void {
    const group = this.#groups.get(id);
    if (group === undefined) return;
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }

  #ended(id: number, end: ScriptEnd): void {
    this.#groups.delete(id);
    const events = this.#queue.ended(id, end, this.#clock.monotonicMs());
    for (const event of events) this.#announce(event);
    this.review();
  }
}

function launch([path = '', ...rest]: readonly string[]): ChildProcess {
  const [name = '', ...values] = [path, ...rest].map(asArgument);
  // A name without a slash is a file of our folder, and not looked for in PATH.
  const file = name.includes('/') ? name : `./${name}`;
  return spawn(file, values, { argv0: name, stdio: 'inherit', detached: true });
}

/** The system ends an argument where it holds a zero byte. */
function asArgument(bytes: string): string {
  return fromByteText(bytes.split('\0', 1)[0] ?? '');
}

function refusal(error: unknown): ScriptEnd {
  const isCoded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  const isShortage = isCoded && SHORTAGES.has(String(error.code));
  return isShortage ? { kind: 'no-process' } : { kind: 'not-executable' };
}

function endOf(exitCode: number | null, signal: NodeJS.Signals | null): ScriptEnd {
  if (signal !== null) return { kind: 'killed', signal: constants.signals[signal] };
  return { kind: 'exited', exitCode: exitCode ?? 0 };
}
