// `npm test`: the gate, many seeds of the simulator, the long tests and those on real servers.
// Words after it choose test files by a part of their path, and then only those run.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WRITTEN_FILES } from '../test/harness/written-files.ts';
import { GATE_STEPS, simulatorStep } from './gate-steps.ts';
import { runSteps, type Step } from './steps.ts';

const ALL_SEEDS = 500;

function steps(words: readonly string[]): readonly Step[] {
  const runTests = [process.execPath, 'dist/tools/run-tests.js'] as const;
  if (words.length > 0) {
    return [{ name: 'chosen tests', command: [...runTests, ...words], shows: 'all' }, goingBack];
  }
  return [
    ...GATE_STEPS,
    simulatorStep(ALL_SEEDS, 'all'),
    { name: 'long tests', command: [...runTests, 'slow'], shows: 'all' },
    { name: 'tests on real servers', command: [...runTests, 'real'], shows: 'all' },
    goingBack,
  ];
}

const written = mkdtempSync(join(tmpdir(), 'vedette-written-'));
process.env[WRITTEN_FILES] = written;
const goingBack: Step = {
  name: 'stock on what was written',
  command: [process.execPath, 'dist/tools/going-back/main.js', written],
  shows: 'last line',
};

if (!runSteps(steps(process.argv.slice(2)))) process.exitCode = 1;
rmSync(written, { recursive: true });
