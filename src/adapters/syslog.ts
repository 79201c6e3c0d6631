// The system's log. Node has no datagram sockets of the kind that it listens on, so `logger` of
// util-linux writes to it: one child that lives as long as we do and reads lines from a pipe. A
// child that hangs, dies or is missing costs lines and never time.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { SyslogFacility } from '../config/server-settings.ts';
import type { Level } from '../events/level.ts';
import { fromByteText } from './byte-text.ts';

/** Lines that wait for a child that takes none; further ones are lost, and counted. */
export const WAITING_LINES_CHARACTERS = 1_048_576;

/** A child that has ended is replaced after this, if there is something to write. */
const RESTART_PAUSE_MS = 5_000;

/** A sudden end of the process waits for its last lines no longer than this. */
const FLUSH_LIMIT_MS = 1_000;

/** Longer ones would be cut in two by `logger`; ours are shorter. */
const LINE_BYTES = 2_048;

/** As stock maps them: the severities of syslog. */
const SEVERITY: { readonly [L in Level]: number } = {
  debug: 7,
  verbose: 6,
  notice: 5,
  warning: 4,
};

const FACILITY: { readonly [F in SyslogFacility]: number } = {
  user: 1,
  local0: 16,
  local1: 17,
  local2: 18,
  local3: 19,
  local4: 20,
  local5: 21,
  local6: 22,
  local7: 23,
};

export interface SyslogOptions {
  /** One character a byte. */
  readonly ident: string;
  readonly facility: SyslogFacility;
  /** Told once for each time that the child is lost. */
  readonly complain: (problem: string) => void;
}

export class Syslog {
  readonly #options: SyslogOptions;
  #child: ChildProcess | null = null;
  #pause: NodeJS.Timeout | null = null;
  /** One character a byte. */
  #waiting = '';
  /** Handed to the child's pipe and not taken yet. */
  #writing = '';
  #lost = 0;
  #drained: (() => void) | null = null;

  constructor(options: SyslogOptions) {
    this.#options = options;
  }

  /** `text`: without an end of line, one character a byte. */
  add(level: Level, text: string): void {
    if (this.#waiting.length + text.length > WAITING_LINES_CHARACTERS) {
      this.#lost += 1;
      return;
    }
    this.#waiting += this.#line(level, text);
    this.#write();
  }

  /** Calls `done` when the child has been handed all. It may never come: whoever asks has a limit. */
  drain(done: () => void): void {
    if (this.#waiting === '' && this.#writing === '') setImmediate(done);
    else this.#drained = done;
  }

  /** For the sudden end of the process: what waits goes through a child of its own. */
  flush(): void {
    const input = this.#writing + this.#waiting;
    this.#waiting = '';
    this.#writing = '';
    if (input === '') return;
    const stdio = ['pipe' as const, 'ignore' as const, 'ignore' as const];
    const bytes = Buffer.from(input, 'latin1');
    spawnSync('logger', this.#words(), { input: bytes, stdio, timeout: FLUSH_LIMIT_MS });
  }

  #line(level: Level, text: string): string {
    const priority = FACILITY[this.#options.facility] * 8 + SEVERITY[level];
    return `<${priority}>${text.replaceAll(/[\r\n]/g, ' ')}\n`;
  }

  #words(): readonly string[] {
    const { ident } = this.#options;
    const id = `--id=${process.pid}`;
    return ['--prio-prefix', `--tag=${fromByteText(ident)}`, id, `--size=${LINE_BYTES}`];
  }

  #write(): void {
    if (this.#writing !== '' || this.#waiting === '' || this.#pause !== null) return;
    this.#child ??= this.#start();
    const child = this.#child;
    this.#writing = this.#waiting;
    this.#waiting = '';
    child.stdin?.write(Buffer.from(this.#writing, 'latin1'), (error) => {
      if (child === this.#child && !error) this.#written();
    });
  }

  #written(): void {
    this.#writing = '';
    if (this.#lost > 0) {
      const text = `The system log took nothing for a while: ${this.#lost} lines are lost`;
      this.#lost = 0;
      this.#waiting = this.#line('warning', text) + this.#waiting;
    }
    this.#write();
    if (this.#writing !== '') return;
    const drained = this.#drained;
    this.#drained = null;
    drained?.();
  }

  #start(): ChildProcess {
    const child = spawn('logger', this.#words(), {
      stdio: ['pipe', 'ignore', 'ignore'],
      // What ends us must not end it before our last line.
      detached: true,
    });
    child.unref();
    child.stdin?.on('error', () => {});
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, `it ended with ${code ?? signal}`));
    return child;
  }

  /** Lines that it had not taken are given to the next one. */
  #ended(child: ChildProcess, problem: string): void {
    if (child !== this.#child) return;
    this.#child = null;
    this.#waiting = this.#writing + this.#waiting;
    this.#writing = '';
    this.#pause = setTimeout(() => {
      this.#pause = null;
      this.#write();
    }, RESTART_PAUSE_MS).unref();
    this.#options.complain(`The system log cannot be written with logger: ${problem}`);
  }
}
