// The log of the process: to a file, which is opened for each write so that it can be rotated, or
// to standard output, and to the system's log where that is wanted. Lines are written in the
// background, because a log that blocks must not stop the loop; only the last ones, when the
// process ends, are written at once.

import { appendFile, appendFileSync, write, writeSync } from 'node:fs';
import { isLogged, type Level, type LogLevel } from '../events/level.ts';
import { LEGACY_LOOK, type LogLook, logLine } from '../events/log-line.ts';
import type { Clock } from '../ports/ports.ts';
import { Syslog, type SyslogOptions } from './syslog.ts';

/** Lines that wait for a log that takes none; further ones are lost, and counted. */
export const WAITING_CHARACTERS_LIMIT = 1_048_576;

/** Standard output that is full for now is tried again after this. */
const RETRY_MS = 20;

/** An end of the process waits for its log no longer than this. */
const DRAIN_LIMIT_MS = 1_000;

const STANDARD_OUTPUT = 1;

export interface LogOptions {
  /** Absolute, or empty: standard output. */
  readonly path: string;
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Absent: legacy. */
  readonly look?: LogLook;
  /** Absent or null: no system log. */
  readonly syslog?: Omit<SyslogOptions, 'complain'> | null;
}

export class Log {
  readonly #options: LogOptions;
  readonly #syslog: Syslog | null;
  /** What it shows from now on. */
  level: LogLevel;
  /** One character a byte. */
  #waiting = '';
  /** Handed to the system and not taken yet. */
  #writing = '';
  /** Lines that nobody has been told of as lost. */
  #lost = 0;
  /** How many of the lost a line being written tells of; 0: none does. */
  #telling = 0;
  #drained: (() => void) | null = null;

  constructor(options: LogOptions) {
    this.#options = options;
    this.level = options.level;
    const complain = (problem: string): void => this.raw(this.#line('warning', problem));
    this.#syslog = options.syslog ? new Syslog({ ...options.syslog, complain }) : null;
  }

  warning(text: string): void {
    this.add('warning', text);
  }

  notice(text: string): void {
    this.add('notice', text);
  }

  /** `text` holds one character a byte (latin1). */
  add(level: Level, text: string): void {
    if (!isLogged(level, this.level)) return;
    this.raw(this.#line(level, text));
    this.#syslog?.add(level, text);
  }

  /** A line as it is, whatever the level. */
  raw(line: string): void {
    if (this.#waiting.length + line.length > WAITING_CHARACTERS_LIMIT) {
      this.#lost += 1;
      return;
    }
    this.#waiting += `${line}\n`;
    if (this.#writing === '') this.#write();
  }

  /** Calls `done`, once and later, when all lines are written, or after a second at most. */
  drain(done: () => void): void {
    let left = this.#syslog === null ? 1 : 2;
    const end = (): void => {
      clearTimeout(patience);
      done();
    };
    const oneIsDone = (): void => {
      left -= 1;
      if (left === 0) end();
    };
    const patience = setTimeout(end, DRAIN_LIMIT_MS);
    this.#syslog?.drain(oneIsDone);
    if (this.#writing === '') setImmediate(oneIsDone);
    else this.#drained = oneIsDone;
  }

  /** Writes what waits before it returns, and lines that are on their way a second time. For the
   *  sudden end of the process: it may block. */
  flush(): void {
    this.#syslog?.flush();
    const text = this.#writing + this.#waiting;
    this.#waiting = '';
    this.#writing = '';
    if (text === '') return;
    try {
      const { path } = this.#options;
      if (path === '') writeSync(STANDARD_OUTPUT, text, null, 'latin1');
      else appendFileSync(path, text, 'latin1');
    } catch {
      // Nobody is left to tell.
    }
  }

  #line(level: Level, text: string): string {
    const wallMs = this.#options.clock.wallMs();
    const utcOffsetMinutes = -new Date(wallMs).getTimezoneOffset();
    const entry = { processId: process.pid, wallMs, utcOffsetMinutes, level, text };
    return logLine(entry, this.#options.look ?? LEGACY_LOOK);
  }

  #write(): void {
    this.#writing = this.#waiting;
    this.#waiting = '';
    if (this.#writing === '') return;
    const { path } = this.#options;
    const bytes = Buffer.from(this.#writing, 'latin1');
    if (path === '') write(STANDARD_OUTPUT, bytes, (error, count) => this.#written(error, count));
    else appendFile(path, bytes, (error) => this.#written(error, bytes.length));
  }

  #written(error: NodeJS.ErrnoException | null, count: number): void {
    if (error?.code === 'EAGAIN') {
      setTimeout(() => this.#again(0), RETRY_MS).unref();
      return;
    }
    // After any other error the lines are lost: a log that is gone stops nobody.
    if (error !== null) this.#lost += this.#countWriting();
    this.#telling = 0;
    // A log that has just failed is told nothing before it has taken something else.
    if (error === null && this.#waiting === '' && count >= this.#writing.length) this.#tellLost();
    this.#again(error === null ? count : this.#writing.length);
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    const text = `The log could not be written: ${this.#lost} lines are lost`;
    this.#waiting = `${this.#line('warning', text)}\n`;
    this.#telling = this.#lost;
    this.#lost = 0;
  }

  /** Of the log's own lines: the one about the lost stands for those. */
  #countWriting(): number {
    const lines = this.#writing.split('\n').length - 1;
    return this.#telling === 0 ? lines : lines - 1 + this.#telling;
  }

  #again(count: number): void {
    this.#waiting = this.#writing.slice(count) + this.#waiting;
    this.#writing = '';
    this.#write();
    if (this.#writing === '') this.#tellDrained();
  }

  #tellDrained(): void {
    const drained = this.#drained;
    this.#drained = null;
    drained?.();
  }
}
