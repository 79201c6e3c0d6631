// The runbooks say what happens: every block of docs/runbooks.md that is marked for it is carried
// out, on a topology like the one of the page, and has to show what the page shows. The Chinese
// page has the same blocks (the house rule `readme-twins`).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inOwnNetwork, noOwnNetwork } from './harness/own-network.ts';
import { RealProcess } from './harness/process.ts';
import { realTest } from './harness/real-test.ts';
import { readRunBlocks, shows } from './runbook-page.ts';

const PROGRAM = fileURLToPath(new URL('runbook-place.js', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/runbooks.md', import.meta.url));

/** Processes, mounts and addresses of its own; the shell takes leave of the dead. */
const ALONE = [...inOwnNetwork, '--mount', '--pid', '--fork', '--kill-child'];
const AS_FIRST = ['sh', '-c', '"$@"; exit $?', 'sh'];

test('what a page shows is compared but for durations and what it leaves open', () => {
  const answer = '  replica   10.0.0.2:6379  link up  lag 262 B, 1 s\n';
  assert.ok(shows(answer, 'replica 10.0.0.2:6379 link up lag 0 B, 12 s'));
  assert.ok(shows(answer, '  replica  10.0.0.2:6379 …'));
  assert.ok(!shows(answer, 'replica 10.0.0.3:6379 link up lag 0 B, 1 s'));
  assert.ok(!shows(answer, 'replica 10.0.0.2:6379 link down …'));
});

test('blocks are read with what they show', () => {
  const page = '# A\n\n```sh run until\na\nb\n```\n\n```text\nc\n  …\n```\n\n```sh\nd\n```\n';
  const block = { line: 3, command: 'a\nb', repeated: true, shown: ['c'] };
  assert.deepEqual(readRunBlocks(page), [block]);
});

realTest(
  'every block of the runbooks does what the page says',
  async (sandbox) => {
    const command = ['unshare', ...ALONE.slice(1), ...AS_FIRST, process.execPath, PROGRAM, PAGE];
    const [program = '', ...words] = command;
    const place = RealProcess.start(sandbox, {
      command: [program, ...words],
      folder: sandbox.folder,
    });
    const { code } = await place.ended;
    assert.equal(code, 0, place.output);
  },
  {
    obstacle: noOwnNetwork(),
    needs: ['redis-server', 'redis-cli', 'redis-sentinel'],
  },
);
