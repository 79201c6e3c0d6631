// What is told of saves: the edges as events (DURABLE-7), all of it in INFO, and the log not
// without end.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Sandbox } from '../../test/harness/sandbox.ts';
import { Log } from '../adapters/log.ts';
import { render } from '../events/catalogue.ts';
import { SaveWatch } from './save-watch.ts';

interface Bench {
  readonly watch: SaveWatch;
  readonly events: string[];
  nowMs: number;
  logged(): Promise<readonly string[]>;
}

async function watchTest(body: (bench: Bench) => Promise<void>): Promise<void> {
  const sandbox = new Sandbox();
  const path = join(sandbox.folder, 'log');
  const clock = { monotonicMs: () => bench.nowMs, wallMs: () => 0 };
  const log = new Log({ path, level: 'notice', clock });
  const bench: Bench = {
    watch: new SaveWatch({ log, clock, file: '/x/s.conf' }),
    events: [],
    nowMs: 1_000_000,
    logged: async () => {
      await new Promise<void>((done) => log.drain(done));
      const lines = readFileSync(path, 'latin1').trimEnd().split('\n');
      return lines.map((line) => line.replace(/^.*? ([#*]) /, '$1 '));
    },
  };
  try {
    await body(bench);
  } finally {
    await sandbox.close();
  }
}

function begin({ watch, events }: Bench): void {
  watch.begin((event) => {
    const { channel, payload, level } = render(event);
    events.push(`${level} ${channel} ${payload}`);
  });
}

const FAILED =
  '# WARNING: Sentinel was not able to save the new configuration on disk!!!: No space';

test('only the edges are events', async () => {
  await watchTest(async (bench) => {
    begin(bench);
    for (const problem of [null, 'No space', 'No space', 'Too bad', null, null]) {
      bench.watch.report(problem);
    }
    bench.watch.overdue(10_000);
    assert.deepEqual(bench.events, [
      'warning +config-write-failed /x/s.conf: No space',
      'warning -config-write-failed /x/s.conf',
      'warning +config-write-failed /x/s.conf: not written after 10 s',
    ]);
  });
});

test('INFO sees since when, how often and why', async () => {
  await watchTest(async (bench) => {
    begin(bench);
    assert.deepEqual(bench.watch.sight(), {
      failedForMs: null,
      failures: 0,
      successes: 0,
      lastError: '',
    });
    bench.watch.report('No space');
    bench.nowMs += 3_000;
    bench.watch.report('Too bad');
    assert.deepEqual(bench.watch.sight(), {
      failedForMs: 3_000,
      failures: 2,
      successes: 0,
      lastError: 'Too bad',
    });
    bench.watch.report(null);
    assert.equal(bench.watch.sight().failedForMs, null);
    assert.equal(bench.watch.sight().successes, 1);
    assert.equal(bench.watch.sight().lastError, 'Too bad');
  });
});

test('a failure that lasts is logged when it changes, and now and then', async () => {
  await watchTest(async (bench) => {
    begin(bench);
    for (let second = 0; second < 130; second += 1) {
      bench.watch.report('No space');
      bench.nowMs += 1_000;
    }
    bench.watch.report('No spaces');
    assert.deepEqual(await bench.logged(), [FAILED, FAILED, FAILED, `${FAILED}s`]);
  });
});

test('a save before the start is told when that comes, and only the last one', async () => {
  await watchTest(async (bench) => {
    bench.watch.report(null);
    bench.watch.report('No space');
    assert.deepEqual(bench.events, []);
    begin(bench);
    assert.equal(bench.events.length, 1);
    assert.deepEqual(await bench.logged(), [FAILED]);
  });
});
