// Inputs that failed once, kept as regressions: test/corpus/TARGET.txt, one in a line, as
// hexadecimal digits, with a comment behind.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Seen from the root of the repository, where all programs run. */
const FOLDER = 'test/corpus';

/** One character a byte. */
export function readCorpus(target: string): readonly string[] {
  const path = fileOf(target);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const digits = lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  return digits.map((line) => Buffer.from(line, 'hex').toString('latin1'));
}

/** Adds an input that is not there yet. */
export function keepInput(target: string, input: string, why: string): void {
  if (readCorpus(target).includes(input)) return;
  const comment = why.split('\n', 1)[0] ?? '';
  appendFileSync(fileOf(target), `${hexOf(input)} # ${comment.slice(0, 100)}\n`);
}

export function hexOf(input: string): string {
  return Buffer.from(input, 'latin1').toString('hex');
}

function fileOf(target: string): string {
  return join(FOLDER, `${target}.txt`);
}
