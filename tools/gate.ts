// `npm run ok`: everything that can be checked in less than a minute, without real servers.

import { GATE_STEPS, simulatorStep } from './gate-steps.ts';
import { runSteps } from './steps.ts';

const GATE_SEEDS = 200;

if (!runSteps([...GATE_STEPS, simulatorStep(GATE_SEEDS, 'last line')])) process.exitCode = 1;
