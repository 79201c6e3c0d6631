// Which events are stages of a failover, and which group an event is about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf } from './event-words.ts';
import { stageOf } from './stages.ts';

const sentinel = { host: '10.0.0.1', port: 26379 };

function stage(name: string, payload: string): string | null {
  const found = stageOf({ atMs: 0, sentinel, name, payload }, 'mymaster');
  return found === null ? null : `${found.kind}: ${found.text} ${found.detail}`.trimEnd();
}

const SLAVE = 'slave 10.0.1.2:6379 10.0.1.2 6379 @ mymaster 10.0.1.1 6379';

test('stages are told with whom they are about', () => {
  assert.equal(stage('+selected-slave', SLAVE), 'step: replica chosen 10.0.1.2:6379');
  assert.equal(
    stage('+switch-master', 'mymaster 10.0.1.1 6379 ::1 6379'),
    'switched: switched: clients are told [::1]:6379',
  );
  assert.equal(
    stage('+hand-over', 'master mymaster 10.0.1.1 6379 #held 12 ms'),
    'step: handed over, no write is lost held 12 ms',
  );
  assert.match(stage('-failover-abort-no-good-slave', 'master mymaster a 1') ?? '', /^given-up/);
});

test('what is of another group, or no stage, is left out', () => {
  assert.equal(stage('+selected-slave', SLAVE.replace('mymaster', 'other')), null);
  assert.equal(stage('+sdown', 'master mymaster 10.0.1.1 6379'), null);
  assert.equal(stage('constructor', 'mymaster'), null);
});

test('the group stands where each payload has it', () => {
  assert.equal(groupOf('+sdown', SLAVE), 'mymaster');
  assert.equal(groupOf('+sdown', 'master m 10.0.1.1 6379'), 'm');
  assert.equal(groupOf('+new-epoch', '7'), null);
  assert.equal(groupOf('+tilt', '#tilt mode entered'), null);
});
