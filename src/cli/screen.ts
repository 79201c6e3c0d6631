// The whole terminal: taken, drawn on, and given back as it was, however the process ends.

import { writeSync } from 'node:fs';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
/** Clears what is behind the end of a line, and below the last. */
const LINE_REST = '\x1b[K';
const BELOW = '\x1b[J';

/** Signals that end the process, or that a terminal sends when it goes. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
const STANDARD_OUTPUT = 1;
const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

export interface ScreenOptions {
  /** A key, as the terminal sends it. */
  readonly onKey: (key: string) => void;
  /** Draw anew: another size, or back from the background. */
  readonly onResize: () => void;
  /** The user or the system wants an end. */
  readonly onEnd: () => void;
}

export class Screen {
  readonly #options: ScreenOptions;
  #isOpen = false;
  readonly #giveBack = (): void => this.#leave();
  readonly #end = (): void => this.#options.onEnd();
  readonly #resize = (): void => this.#options.onResize();
  readonly #resume = (): void => this.#comeBack();
  readonly #take = (chunk: Buffer | string): void => this.#keys(String(chunk));

  constructor(options: ScreenOptions) {
    this.#options = options;
  }

  get size(): { readonly rows: number; readonly columns: number } {
    return { rows: process.stdout.rows || 24, columns: process.stdout.columns || 80 };
  }

  open(): void {
    // Also where an error ends the process: what it says must be readable.
    process.on('exit', this.#giveBack);
    for (const signal of ENDING) process.on(signal, this.#end);
    process.on('SIGWINCH', this.#resize);
    process.on('SIGCONT', this.#resume);
    process.stdin.on('data', this.#take);
    process.stdin.on('end', this.#end);
    this.#enter();
  }

  close(): void {
    this.#leave();
    process.off('exit', this.#giveBack);
    for (const signal of ENDING) process.off(signal, this.#end);
    process.off('SIGWINCH', this.#resize);
    process.off('SIGCONT', this.#resume);
    process.stdin.off('data', this.#take);
    process.stdin.off('end', this.#end);
    process.stdin.pause();
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    const text = lines.map((line) => `${line}${LINE_REST}`).join('\r\n');
    process.stdout.write(`${HOME}${text}${BELOW}`);
  }

  #enter(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    if (process.stdin.isTTY) process.stdin.setRawMode(true);
    process.stdin.resume();
    write(ENTER);
  }

  #leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    write(LEAVE);
    try {
      if (process.stdin.isTTY) process.stdin.setRawMode(false);
    } catch {
      // The terminal has gone.
    }
  }

  #keys(text: string): void {
    if (text === CTRL_C) this.#end();
    else if (text === CTRL_Z) this.#stop();
    else this.#options.onKey(text);
  }

  /** To the background, as any program goes there. */
  #stop(): void {
    this.#leave();
    process.kill(process.pid, 'SIGSTOP');
  }

  #comeBack(): void {
    this.#enter();
    this.#options.onResize();
  }
}

/** At once: the process may be ending. */
function write(text: string): void {
  try {
    writeSync(STANDARD_OUTPUT, text);
  } catch {
    // The terminal has gone, and there is nothing to give back.
  }
}
