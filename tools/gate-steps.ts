// What has to hold before anything lands, cheap things first. `npm run ok` runs these; `npm test`
// runs these and then all the rest.

import type { Step } from './steps.ts';

const NODE = process.execPath;

/** The gate: under a minute. The types were checked by the build that made this program. */
export const GATE_STEPS: readonly Step[] = [
  { name: 'format and lint', command: ['node_modules/.bin/biome', 'check', '.'] },
  {
    name: 'house rules',
    command: [NODE, 'dist/tools/house-rules.js'],
  },
  {
    name: 'docs in step with the code',
    command: [NODE, 'dist/tools/docs.js', '--check'],
  },
  {
    name: 'unit tests, golden scripts',
    command: [NODE, 'dist/tools/run-tests.js', 'unit'],
    shows: 'all',
  },
];

const SIMULATOR = 'dist/sim/main.js';

/** So many seeds of the simulator, from the first one on; `all` shows what they covered. */
export function simulatorStep(runs: number, shows: 'all' | 'last line'): Step {
  return {
    name: `simulator, ${runs} seeds`,
    command: [NODE, SIMULATOR, '--seed', '1', '--runs', String(runs)],
    shows,
  };
}
