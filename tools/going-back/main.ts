// Starts a stock Sentinel on every file that the tests made Vedette write: going back must always
// be possible. going-back/main.js FOLDER, where the tests have kept the files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveWithParent } from '../../test/harness/guard.ts';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { stockOnFile } from './stock-on-file.ts';

/** More than this many different files are not tried. */
const MOST_FILES = 300;
const AT_ONCE = 4;

const [, , folder = ''] = process.argv;

async function main(): Promise<void> {
  const names = readdirSync(folder).sort();
  const chosen = names.slice(0, MOST_FILES);
  const refusedLines: string[] = [];
  let different = 0;
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const sandbox = new Sandbox();
      try {
        const text = readFileSync(join(folder, name), 'latin1');
        const finding = await stockOnFile(sandbox, text);
        if (finding.kind === 'refused') refusedLines.push(finding.line);
        if (finding.kind !== 'different') continue;
        different += 1;
        process.stdout.write(`${finding.problems.join('\n')}\nin this file:\n${text}\n`);
      } finally {
        await sandbox.close();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  tell(chosen.length, names.length, refusedLines);
  if (different > 0) process.exitCode = 1;
}

function tell(tried: number, there: number, refusedLines: readonly string[]): void {
  const left = there > tried ? `, ${there - tried} more were not tried` : '';
  const lines = [...new Set(refusedLines)].join('; ');
  const refused = refusedLines.length === 0 ? '' : `, not on ${refusedLines.length} with: ${lines}`;
  process.stdout.write(`stock was started on ${tried} different files${left}${refused}\n`);
}

leaveWithParent();
await main();
