// Runs the tests of some kinds on node's own runner: run-tests.js [unit|slow|real ...] [words ...].
// Words choose the files whose path contains one of them. Says what failed, and node's summary.

import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { leaveWithParent } from '../test/harness/guard.ts';
import { longestFirst } from './long-tests.ts';
import { collectTests, TEST_KINDS, type TestKind } from './test-files.ts';

/** Files at once on each core. Real tests mostly wait for deadlines, unit tests for the start of
 *  their process; the long ones compute. */
const FILES_PER_CORE: Readonly<Record<TestKind, number>> = { unit: 2, slow: 1, real: 3 };
/** What hangs is ended, long before the tests as a whole would be. */
const FILE_TIMEOUT_MS = 1_200_000;
const REAL_FILE_TIMEOUT_MS = 300_000;

function main(words: readonly string[]): void {
  const named = TEST_KINDS.filter((kind) => words.includes(kind));
  const kinds = named.length === 0 ? TEST_KINDS : named;
  const names = words.filter((word) => !isKind(word));
  const files = longestFirst(collectTests('.', kinds)).filter(
    (file) => names.length === 0 || names.some((name) => file.includes(name)),
  );
  if (files.length === 0) {
    fail('No test file fits.');
    return;
  }
  const real = kinds.length === 1 && kinds[0] === 'real';
  const perCore = Math.min(...kinds.map((kind) => FILES_PER_CORE[kind]));
  const concurrency = availableParallelism() * perCore;
  const timeout = real ? REAL_FILE_TIMEOUT_MS : FILE_TIMEOUT_MS;
  const stream = run({ files, concurrency, timeout });
  const failed: string[] = [];
  stream.on('test:fail', ({ name, details, file }) => {
    if (isOnlyOfSubtests(details.error)) return;
    const title = `FAILED  ${name}\n  in ${file ?? 'unknown file'}\n`;
    failed.push(`${title}${shown(details.error).split('\n', 1).join('')}\n`);
    fail(`${title}${shown(details.error)}`);
  });
  // Once more at the end, where they are found when much was written in between.
  stream.once('end', () => process.stdout.write(failed.join('')));
  stream.on('test:diagnostic', ({ message, nesting }) => {
    if (nesting === 0) process.stdout.write(`  ${message}\n`);
  });
  stream.on('test:stderr', ({ message }) => process.stderr.write(message));
  stream.resume();
}

function isKind(word: string): word is TestKind {
  return TEST_KINDS.some((kind) => kind === word);
}

/** A test that failed only because one inside it did: that one has been reported. */
function isOnlyOfSubtests(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function shown(error: Error): string {
  const cause = error.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return text.replaceAll(/^/gm, '  ');
}

function fail(message: string): void {
  process.stdout.write(`${message}\n`);
  process.exitCode = 1;
}

leaveWithParent();
main(process.argv.slice(2));
