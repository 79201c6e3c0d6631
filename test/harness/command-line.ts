// Runs `vedette VERB ...` as a user does and gives what it wrote and how it ended. It ends by
// itself or with the sandbox.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from './sandbox.ts';
import { within } from './wait.ts';

/** Where bin/vedette is, from dist/test/harness. */
const VEDETTE = fileURLToPath(new URL('../../../bin/vedette', import.meta.url));
const END_WITHIN_MS = 60_000;

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export class CommandLine {
  readonly finished: Promise<Finished>;
  #out = '';
  #err = '';
  readonly #kill: (signal: NodeJS.Signals) => void;

  private constructor(sandbox: Sandbox, words: readonly string[], options: RunOptions) {
    const child = spawn(process.execPath, [VEDETTE, ...words], {
      cwd: options.folder ?? sandbox.folder,
      env: { PATH: process.env['PATH'], HOME: sandbox.folder, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
    });
    this.#kill = (signal) => child.kill(signal);
    const ended = new Promise<Finished>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out: this.#out, err: this.#err }));
    });
    this.finished = within(`vedette ${words.join(' ')} to end`, END_WITHIN_MS, ended);
    this.finished.catch(() => {});
  }

  static start(sandbox: Sandbox, words: readonly string[], options: RunOptions = {}): CommandLine {
    const started = new CommandLine(sandbox, words, options);
    sandbox.onClose(() => started.#kill('SIGKILL'));
    return started;
  }

  static async run(
    sandbox: Sandbox,
    words: readonly string[],
    options: RunOptions = {},
  ): Promise<Finished> {
    return await CommandLine.start(sandbox, words, options).finished;
  }

  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  signal(signal: NodeJS.Signals): void {
    this.#kill(signal);
  }
}
