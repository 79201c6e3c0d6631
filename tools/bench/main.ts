// `npm run bench`: measures stock redis-sentinel and Vedette side by side in one run, prints a
// table and writes all single values to .bench/result.json. Ends with 1 when something could not
// be measured; a target that is missed is said and is no error.

import { versions } from '../versions.ts';
import { type BenchOptions, parseOptions, USAGE } from './options.ts';
import { PARTS } from './parts.ts';
import { type Row, type Sample, writeResult } from './result.ts';
import { table } from './table.ts';

const RESULT_FILE = '.bench/result.json';

async function measure(options: BenchOptions): Promise<void> {
  const rows: Row[] = [];
  const samples: Sample[] = [];
  for (const name of options.parts) {
    try {
      const result = await PARTS[name]?.({ ...options, progress });
      rows.push(...(result?.rows ?? []));
      samples.push(...(result?.samples ?? []));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`${name} could not be measured: ${reason}\n`);
      process.exitCode = 1;
    }
  }
  const measured = versions();
  writeResult(RESULT_FILE, { versions: measured, options, rows, samples });
  const { stock, vedette, node, processor, cores } = measured;
  say(`\nredis-sentinel ${stock} and Vedette ${vedette} on Node ${node}, ${cores} x ${processor}`);
  say('Times are beyond down-after; below zero: found earlier than down-after after the blow,');
  say('because the last proof of life was older than the blow.\n');
  say(table(rows));
  say(`All single values: ${RESULT_FILE}`);
}

/** What is going on, apart from the result. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const options = parseOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}`);
  process.exitCode = 2;
} else {
  await measure(options);
}
