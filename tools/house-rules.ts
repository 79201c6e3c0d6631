// The house rules as a program: reads every tracked file and prints each place that breaks a rule,
// with what to do instead. Exits 1 when there is one. `--numbers` prints the house numbers too.

import { CHECKS } from './house-rules/catalogue.ts';
import { houseNumbers } from './house-rules/numbers.ts';
import { readTree } from './house-rules/tree.ts';

const tree = readTree(process.cwd());
const found = CHECKS.flatMap((check) =>
  check.find(tree).map(({ path, line, text }) => `${path}:${line} [${check.name}] ${text}`),
);
const numbers = process.argv.includes('--numbers') ? houseNumbers(tree) : [];
const verdict =
  found.length === 0
    ? `house rules: ${CHECKS.length} checks over ${tree.files.length} files, nothing found`
    : `house rules: ${found.length} found`;
process.stdout.write(`${[...found, ...numbers, verdict].join('\n')}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
