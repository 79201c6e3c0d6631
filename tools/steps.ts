// Runs the commands of a gate one after the other and says of each how it went. What a command
// wrote is shown when it failed, or when it is wanted; the gate goes on, so that one run shows all.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Step {
  readonly name: string;
  /** A compiled program of this repository with its arguments, or a tool of node_modules. */
  readonly command: readonly [string, ...string[]];
  /** Show what it says also when it succeeds. */
  readonly showsOutput?: boolean;
  /** Without this file there is nothing to run yet. */
  readonly needs?: string;
}

/** Runs all steps; true if none failed. */
export function runSteps(steps: readonly Step[]): boolean {
  const failed = steps.filter((step) => !runStep(step)).map(({ name }) => name);
  if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
  return failed.length === 0;
}

function runStep(step: Step): boolean {
  if (step.needs !== undefined && !existsSync(step.needs)) {
    say(step.name, 'not there yet');
    return true;
  }
  const startMs = performance.now();
  const [command, ...words] = step.command;
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const succeeded = status === 0;
  say(step.name, `${succeeded ? 'ok' : 'FAILED'}  ${seconds} s`);
  if (!succeeded || step.showsOutput === true) process.stdout.write(stdout ?? '');
  if (!succeeded) process.stdout.write(`${stderr ?? ''}${error?.message ?? ''}\n`);
  return succeeded;
}

function say(name: string, result: string): void {
  process.stdout.write(`${name.padEnd(28)}${result}\n`);
}
