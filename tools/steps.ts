// Runs the commands of a gate one after the other and says of each how it went. What a command
// wrote is shown when it failed, or when it is wanted; the gate goes on, so that one run shows all.

import { spawnSync } from 'node:child_process';

export interface Step {
  readonly name: string;
  /** A compiled program of this repository with its arguments, or a tool of node_modules. */
  readonly command: readonly [string, ...string[]];
  /** Of what it says when it succeeds; nothing if absent. */
  readonly shows?: 'all' | 'last line';
}

/** Runs all steps; true if none failed. */
export function runSteps(steps: readonly Step[]): boolean {
  const failed = steps.filter((step) => !runStep(step)).map(({ name }) => name);
  if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
  return failed.length === 0;
}

function runStep(step: Step): boolean {
  const startMs = performance.now();
  const [command, ...words] = step.command;
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const succeeded = status === 0;
  say(step.name, `${succeeded ? 'ok' : 'FAILED'}  ${seconds} s`);
  if (succeeded) process.stdout.write(worthShowing(step, stdout));
  else process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n`);
  return succeeded;
}

function worthShowing({ shows }: Step, output: string): string {
  if (shows === 'all') return output;
  return shows === 'last line' ? `  ${output.trimEnd().split('\n').at(-1) ?? ''}\n` : '';
}

function say(name: string, result: string): void {
  process.stdout.write(`${name.padEnd(28)}${result}\n`);
}
