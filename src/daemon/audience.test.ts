// What the audience adds to what it passes on.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestServer } from '../../test/server/test-server.ts';
import { systemClock } from '../adapters/clock.ts';
import { Log } from '../adapters/log.ts';
import { DaemonAudience } from './audience.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { SaveWatch } from './save-watch.ts';

const KEEPER = new HistoryKeeper({ path: null, clock: systemClock, log: { warning: () => {} } });

test('the log tells of each failover that was asked for and accepted', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-audience-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log');
  const log = new Log({ path, level: 'notice', clock: systemClock });
  const saves = new SaveWatch({ log, clock: systemClock, file: 's.conf' });
  const audience = new DaemonAudience({
    log,
    server: new TestServer().server,
    scripts: { run: () => {} },
    saves,
    keeper: KEEPER,
  });
  audience.operatorAsks(1, { kind: 'failover', name: 'refused' });
  audience.operatorAsks(2, { kind: 'failover', name: 'mymaster' });
  audience.operatorAsks(3, { kind: 'remove', name: 'other' });
  audience.outcome(1, { kind: 'failed', code: 'no-good-replica' });
  audience.outcome(3, { kind: 'done' });
  audience.outcome(2, { kind: 'done' });
  audience.outcome(2, { kind: 'done' });
  await new Promise<void>((done) => log.drain(done));
  const told = readFileSync(path, 'latin1').match(/user requested.*/g);
  assert.deepEqual(told, ["user requested FAILOVER of 'mymaster'"]);
});

test('OPERATOR-8: the log level is changed when the change holds', () => {
  const log = new Log({ path: '', level: 'nothing', clock: systemClock });
  const { server } = new TestServer();
  const saves = new SaveWatch({ log, clock: systemClock, file: 's.conf' });
  const audience = new DaemonAudience({
    log,
    server,
    scripts: { run: () => {} },
    saves,
    keeper: KEEPER,
  });
  const configure = (logLevel: 'debug' | 'verbose' | 'warning' | null) =>
    ({ kind: 'configure', changes: {}, logLevel }) as const;
  audience.operatorAsks(1, configure('debug'));
  assert.equal(log.level, 'nothing');
  audience.outcome(1, { kind: 'failed', code: 'name-in-use' });
  assert.equal(log.level, 'nothing');
  audience.operatorAsks(2, configure('warning'));
  audience.outcome(2, { kind: 'done' });
  assert.equal(log.level, 'warning');
  audience.operatorAsks(3, configure('verbose'));
  audience.outcome(3, { kind: 'failed', code: 'not-saved' });
  assert.equal(log.level, 'verbose');
  audience.operatorAsks(4, configure(null));
  audience.outcome(4, { kind: 'done' });
  assert.equal(log.level, 'verbose');
});
