// One real process: started, watched, signalled, waited for. Always by its own number, and guarded
// so that it cannot outlive us.

import { spawn } from 'node:child_process';
import { nowMs } from './clock.ts';
import { releaseProcess, watchProcess } from './guard.ts';
import type { Sandbox } from './sandbox.ts';
import { within } from './wait.ts';

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** The executable and its words. */
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  readonly input?: string;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A command behind the words that launch it, if there are any. */
export function launched(
  launcher: readonly string[],
  command: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  const [first, ...words] = [...launcher, ...command];
  return [first ?? command[0], ...words];
}

const END_WITHIN_MS = 20_000;
/** Of what it wrote, for whoever has to understand a failure. */
const LAST_WORDS_LENGTH = 1_000;

export class RealProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  #output = '';
  #end: ProcessEnd | null = null;
  readonly #signal: (signal: NodeJS.Signals) => void;

  private constructor(options: ProcessOptions) {
    const [command, ...words] = options.command;
    const child = spawn(command, words, {
      cwd: options.folder,
      detached: true,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.pid = child.pid ?? 0;
    if (this.pid > 0) watchProcess(this.pid);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        this.#output += text;
      });
    }
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    this.#signal = (signal) => child.kill(signal);
    this.ended = new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Error(`${command}: ${error.message}`)));
      child.on('close', (code, signal) => {
        this.#end = { code, signal };
        releaseProcess(this.pid);
        resolve(this.#end);
      });
    });
    this.ended.catch(() => {});
  }

  /** It ends with the sandbox at the latest. */
  static start(sandbox: Sandbox, options: ProcessOptions): RealProcess {
    const started = new RealProcess(options);
    sandbox.onClose(() => started.stop('SIGKILL'));
    const startMs = nowMs();
    sandbox.addWitness(() => [{ atMs: startMs, what: started.#story(options.command) }]);
    return started;
  }

  #story(command: readonly string[]): string {
    const end = this.#end === null ? 'runs' : `ended with ${this.#end.code ?? this.#end.signal}`;
    return `${command.join(' ')} ${end}: …${this.#output.slice(-LAST_WORDS_LENGTH)}`;
  }

  /** Standard output and standard error together, as they came. */
  get output(): string {
    return this.#output;
  }

  /** null: it still runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** Returns before the signal has had its effect. */
  signal(signal: NodeJS.Signals): void {
    if (this.#end === null) this.#signal(signal);
  }

  /** Waits until it has ended by itself or by an earlier signal. */
  wait(): Promise<ProcessEnd> {
    return within(`process ${this.pid} to end`, END_WITHIN_MS, this.ended);
  }

  async stop(signal: NodeJS.Signals): Promise<ProcessEnd> {
    this.signal(signal);
    return await this.wait();
  }
}
