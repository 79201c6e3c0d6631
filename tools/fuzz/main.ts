// `npm run fuzz`: malformed inputs for everything that reads what others write, for as long as is
// wanted. What fails is printed and kept in test/corpus.

import { hexOf, keepInput } from './corpus.ts';
import { heldBytes } from './heap.ts';
import { type FuzzWords, parseOptions, USAGE } from './options.ts';
import { type Failure, fuzz } from './run.ts';

const MINUTE_MS = 60_000;
const MEBIBYTE = 1024 * 1024;

function run({ seed, inputs, minutes, targets }: FuzzWords): void {
  const startMs = performance.now();
  const startBytes = heldBytes();
  const goOn = (): boolean => performance.now() - startMs < minutes * MINUTE_MS;
  const result = fuzz({ targets, seed, inputs, goOn });
  for (const failure of result.failures) {
    keepInput(failure.target, failure.input, failure.reason);
    process.stdout.write(shown(failure));
  }
  const seconds = (performance.now() - startMs) / 1000;
  const grown = (heldBytes() - startBytes) / MEBIBYTE;
  process.stdout.write(
    `seed ${seed}: ${result.inputs} inputs in ${seconds.toFixed(1)} s, ` +
      `${result.failures.length} failures, ${grown.toFixed(1)} MiB more held than before\n`,
  );
  if (result.failures.length > 0) process.exitCode = 1;
}

function shown({ target, input, reason }: Failure): string {
  return `${target}: ${reason}\n  ${JSON.stringify(input)}\n  ${hexOf(input)}\n\n`;
}

const options = parseOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}`);
  process.exitCode = 2;
} else {
  run(options);
}
