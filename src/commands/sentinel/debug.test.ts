// SENTINEL DEBUG, INFO-CACHE and SIMULATE-FAILURE: what they show, what they ask of the core, and
// what they refuse in stock's words.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeSight,
  masterView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import type { OperatorRequest } from '../../core/operator-request.ts';

function lines(words: string, sight = fakeSight()): readonly string[] {
  return wireLines(answer(['SENTINEL', ...words.split(' ')], sight));
}

function request(words: string): OperatorRequest {
  return verdictOf('operate', call(['SENTINEL', ...words.split(' ')])).request;
}

test('DEBUG shows thirteen parameters in their order', () => {
  const shown = lines('DEBUG', fakeSight({ timings: { tiltTriggerMs: 5 } }));
  assert.equal(
    shown.join(' '),
    '*26 INFO-PERIOD 10000 PING-PERIOD 1000 ASK-PERIOD 1000 PUBLISH-PERIOD 2000 ' +
      'DEFAULT-DOWN-AFTER 30000 DEFAULT-FAILOVER-TIMEOUT 180000 TILT-TRIGGER 5 TILT-PERIOD 30000 ' +
      'SLAVE-RECONF-TIMEOUT 10000 MIN-LINK-RECONNECT-PERIOD 15000 ELECTION-TIMEOUT 10000 ' +
      'SCRIPT-MAX-RUNTIME 60000 SCRIPT-RETRY-DELAY 30000',
  );
  assert.equal(wireLines(answer(['SENTINEL', 'DEBUG']), 3)[0], '%13');
});

test('DEBUG changes several at once', () => {
  assert.deepEqual(request('DEBUG Info-Period 9000 script-retry-delay 7 info-period 8'), {
    kind: 'tune',
    timings: { infoPeriodMs: 8, scriptRetryDelayMs: 7 },
  });
});

test('DEBUG refuses what it does not know, and all beside it', () => {
  const unknown = '-ERR Unknown option or number of arguments for SENTINEL DEBUG';
  assert.deepEqual(lines('DEBUG ask-period'), [`${unknown} 'ask-period'`]);
  assert.deepEqual(lines('DEBUG ask-period 5 Nope 3'), [`${unknown} 'Nope'`]);
  assert.deepEqual(lines('DEBUG ask-period 5 nope'), [`${unknown} 'nope'`]);
  for (const value of ['0', '-5', 'x', '1.5', '99999999999999999999']) {
    const text = `-ERR Invalid argument '${value}' for SENTINEL DEBUG 'Tilt-Trigger'`;
    assert.deepEqual(lines(`DEBUG ask-period 5 Tilt-Trigger ${value}`), [text]);
  }
});

test('INFO-CACHE shows each known group once, the master first', () => {
  const infoCache = [
    { ageMs: 1168, text: 'a:1\r\n' },
    { ageMs: 0, text: null },
  ];
  const sight = fakeSight({ groups: [{ master: masterView({ name: 'g' }), infoCache }] });
  const value = answer(['SENTINEL', 'INFO-CACHE', 'nobody', 'g', 'g'], sight);
  const expected = ['*2', 'g', '*2', '*2', ':1168', 'a:1', '', '*2', ':0'];
  assert.deepEqual(wireLines(value), [...expected, '$-1']);
  assert.deepEqual(wireLines(value, 3), [...expected, '_']);
  assert.deepEqual(lines('INFO-CACHE nobody'), ['*0']);
});

test('SIMULATE-FAILURE asks for the failures that it is given', () => {
  const failures = ['crash-after-election', 'crash-after-promotion'];
  assert.deepEqual(request('SIMULATE-FAILURE CRASH-after-promotion'), {
    kind: 'simulate',
    failures: ['crash-after-promotion'],
  });
  assert.deepEqual(request(`SIMULATE-FAILURE ${failures.join(' ')}`), {
    kind: 'simulate',
    failures,
  });
  assert.deepEqual(lines('SIMULATE-FAILURE help nope'), ['*2', ...failures]);
  const unknown = ['-ERR Unknown failure simulation specified'];
  assert.deepEqual(lines('SIMULATE-FAILURE crash-after-election nope'), unknown);
});

test('INFO shows the simulated failures as bits', () => {
  for (const [failures, bits] of [
    [[], 0],
    [['crash-after-election'], 1],
    [['crash-after-promotion'], 2],
    [['crash-after-promotion', 'crash-after-election'], 3],
  ] as const) {
    const sight = fakeSight({ simulatedFailures: failures });
    const text = wireLines(answer(['INFO', 'sentinel'], sight));
    assert.ok(text.includes(`sentinel_simulate_failure_flags:${bits}`), text.join('\n'));
  }
});
