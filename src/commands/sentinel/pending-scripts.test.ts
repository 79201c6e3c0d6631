// The shape of SENTINEL PENDING-SCRIPTS, as a stock Sentinel showed it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, fakeSight, wireLines } from '../../../test/fake-sight.ts';

const WORDS = ['/bin/notify', '+sdown', 'master m 127.0.0.1 1'];

test('a script that runs and one that waits have five pairs each', () => {
  const { process, ...rest } = fakeSight();
  const running = { processId: 42, runTimeMs: 253.6 };
  const scripts = [
    { words: WORDS, running, delayMs: 0, runs: 1 },
    { words: WORDS, running: null, delayMs: 85.2, runs: 2 },
  ];
  const sight = { ...rest, process: { ...process, scripts: () => scripts } };
  const value = answer(['SENTINEL', 'PENDING-SCRIPTS'], sight);
  const first = ['*3', ...WORDS, 'flags', 'running', 'pid', '42', 'run-time', '253'];
  const second = ['*3', ...WORDS, 'flags', 'scheduled', 'pid', '0', 'run-delay', '85'];
  assert.deepEqual(wireLines(value, 3), [
    '*2',
    ...['%5', 'argv', ...first, 'retry-num', '1'],
    ...['%5', 'argv', ...second, 'retry-num', '2'],
  ]);
});

test('without scripts there is an empty list', () => {
  const { process, ...rest } = fakeSight();
  const sight = { ...rest, process: { ...process, scripts: () => [] } };
  assert.deepEqual(wireLines(answer(['SENTINEL', 'PENDING-SCRIPTS'], sight)), ['*0']);
});
