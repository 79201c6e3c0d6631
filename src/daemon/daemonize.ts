// Into the background. A process of Node cannot fork, so it starts itself again, detached and with
// a mark in its environment, waits until that one has begun to work, and ends. What the other one
// has to complain about is said here.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';

/** Set to this process's number for the one that works in the background. */
const MARK = 'VEDETTE_BACKGROUND_OF';

/** The descriptor on which the background process says that it works. */
const READY_DESCRIPTOR = 3;

const STANDARD_INPUT = 0;
const STANDARD_ERROR = 2;

/** A background process that has not begun to work by then is given up. */
const START_LIMIT_MS = 60_000;

export function isInBackground(): boolean {
  return process.env[MARK] === String(process.ppid);
}

/** To be called once the background process works: whoever started it may end. */
export function tellReady(): void {
  delete process.env[MARK];
  try {
    writeSync(READY_DESCRIPTOR, '1');
    closeSync(READY_DESCRIPTOR);
    // Pipes to whoever started us end with it. A file takes the lowest free number.
    closeSync(STANDARD_INPUT);
    openSync(devNull, 'r');
    closeSync(STANDARD_ERROR);
    openSync(devNull, 'w');
  } catch {
    // Whoever started us has gone: we go on.
  }
}

/** What keeps us from working, to whoever started us in the background and still waits. One
 *  character a byte. */
export function tellStarter(line: string): void {
  if (!isInBackground()) return;
  try {
    writeSync(STANDARD_ERROR, `${line}\n`, null, 'latin1');
  } catch {
    // It has gone, and the log has the line too.
  }
}

/** Starts this program again in the background. `input` is what we have read from standard input.
 *  Resolves to the exit code: 0 when it works. */
export async function goToBackground(input: string): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    env: { ...process.env, [MARK]: String(process.pid) },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input, 'latin1');
  const code = await outcome(child);
  child.unref();
  return code;
}

function outcome(child: ChildProcess): Promise<number> {
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  return new Promise((resolve) => {
    const refuse = (text: string): void => {
      process.stderr.write(text);
      resolve(1);
    };
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      refuse(`Nothing was heard of process ${child.pid} for ${START_LIMIT_MS} ms.\n`);
    }, START_LIMIT_MS);
    child.stdio[READY_DESCRIPTOR]?.once('data', () => {
      clearTimeout(patience);
      resolve(0);
    });
    child.once('error', (error) => refuse(`${error.message}\n`));
    child.once('close', () => {
      clearTimeout(patience);
      refuse(complaints === '' ? 'The background process has ended: see its log.\n' : complaints);
    });
  });
}
