// What --check-system says of machines that are fine and of machines that are not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSystem, thisMachine } from './check-system.ts';

test('a machine without a fault, or of which nothing is known, is fine', () => {
  const fine = { text: '[clocksource]...OK\n[open-files]...OK\n', isFine: true };
  assert.deepEqual(checkSystem({ clockSource: 'tsc', openFilesMax: 65_535 }), fine);
  assert.deepEqual(checkSystem({ clockSource: null, openFilesMax: null }), fine);
});

test('a slow clock and few files are warnings, each with what to do', () => {
  const { text, isFine } = checkSystem({ clockSource: 'xen', openFilesMax: 1_024 });
  assert.equal(isFine, false);
  assert.match(text, /^\[clocksource\]\.\.\.WARNING:\n.*xen.*\n\[open-files\]\.\.\.WARNING:\n/);
  assert.match(text, /1024 files.*room for 952 clients/);
});

test('this machine can be looked at', () => {
  assert.match(checkSystem(thisMachine()).text, /^\[clocksource\]\.\.\./);
});
