// CLIENT TRACKING: what is asked for is checked and kept, on top of what was asked for before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, call, fakeCaller, fakeSight, wireLines } from '../../../test/fake-sight.ts';
import type { Tracking } from '../command.ts';

const SIGHT = fakeSight({
  clients: { count: 1, lines: () => [], line: (id) => (id === 6 ? 'id=6' : '') },
});

/** What the connection has asked for after these commands, one after the other. */
function after(...commands: readonly string[]): Tracking | null {
  let tracking: Tracking | null = null;
  for (const words of commands) {
    const verdict = call(['CLIENT', ...words.split(' ')], SIGHT, fakeCaller({ tracking }));
    assert.ok(verdict.kind === 'session' && verdict.change.kind === 'track', words);
    tracking = verdict.change.tracking;
  }
  return tracking;
}

function info(tracking: Tracking | null): readonly string[] {
  const value = answer(['CLIENT', 'TRACKINGINFO'], SIGHT, fakeCaller({ tracking }));
  return wireLines(value, 3);
}

test('TRACKINGINFO tells what TRACKING was asked for', () => {
  const off = ['%3', 'flags', '~1', 'off', 'redirect', ':-1', 'prefixes', '*0'];
  assert.deepEqual(info(null), off);
  assert.deepEqual(info(after('TRACKING on', 'TRACKING off')), off);
  assert.deepEqual(info(after('TRACKING ON NOLOOP redirect 6')), [
    ...['%3', 'flags', '~2', 'on', 'noloop', 'redirect', ':6', 'prefixes', '*0'],
  ]);
  assert.deepEqual(info(after('tracking on bcast prefix b prefix a', 'tracking on bcast')), [
    ...['%3', 'flags', '~2', 'on', 'bcast', 'redirect', ':0', 'prefixes', '*3', '', 'a', 'b'],
  ]);
});

test('CACHING holds where the choice was left open', () => {
  assert.ok(info(after('TRACKING on optin', 'CACHING yes')).includes('caching-yes'));
  assert.ok(info(after('TRACKING on optout', 'CACHING no')).includes('caching-no'));
  assert.ok(info(after('TRACKING on optin', 'CACHING yes', 'TRACKING on optin')).includes('~3'));
});

test('GETREDIR tells where it goes: nowhere, here, or to another connection', () => {
  const redirection = (tracking: Tracking | null): readonly string[] =>
    wireLines(answer(['CLIENT', 'GETREDIR'], SIGHT, fakeCaller({ tracking })));
  assert.deepEqual(redirection(null), [':-1']);
  assert.deepEqual(redirection(after('TRACKING on')), [':0']);
  assert.deepEqual(redirection(after('TRACKING on redirect 6')), [':6']);
});

const SWITCH =
  'before disabling tracking for this client, and then re-enabling it with a different';

const REFUSALS: readonly (readonly [before: string, words: string, error: string])[] = [
  ['', 'TRACKING foo', 'ERR syntax error'],
  ['', 'TRACKING on redirect', 'ERR syntax error'],
  ['', 'TRACKING off foo', 'ERR syntax error'],
  ['', 'TRACKING on redirect x', 'ERR value is not an integer or out of range'],
  ['', 'TRACKING off redirect 7', 'ERR The client ID you want redirect to does not exist'],
  [
    '',
    'TRACKING on redirect 6 redirect x',
    'ERR A client can only redirect to a single other client',
  ],
  ['', 'TRACKING on prefix a', 'ERR PREFIX option requires BCAST mode to be enabled'],
  ['', 'TRACKING on bcast optin', 'ERR OPTIN and OPTOUT are not compatible with BCAST'],
  ['', 'TRACKING on optin optout', "ERR You can't specify both OPTIN mode and OPTOUT mode"],
  ['TRACKING on', 'TRACKING on bcast', `ERR You can't switch BCAST mode on/off ${SWITCH} mode.`],
  [
    'TRACKING on optin',
    'TRACKING on optout',
    `ERR You can't switch OPTIN/OPTOUT mode ${SWITCH} mode.`,
  ],
  [
    'TRACKING on bcast prefix a',
    'TRACKING on bcast prefix ab',
    "ERR Prefix 'ab' overlaps with an existing prefix 'a'. Prefixes for a single client must not " +
      'overlap.',
  ],
  [
    '',
    'TRACKING on bcast prefix ab prefix a',
    "ERR Prefix 'ab' overlaps with another provided prefix 'a'. Prefixes for a single client " +
      'must not overlap.',
  ],
  ['', `TRACKING on bcast${' prefix x'.repeat(1_025)}`, 'ERR too many prefixes'],
  [
    '',
    'CACHING foo',
    'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or ' +
      'OPTOUT mode enabled',
  ],
  ['TRACKING on', 'CACHING foo', 'ERR syntax error'],
  [
    'TRACKING on optin',
    'CACHING no',
    'ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.',
  ],
];

for (const [before, words, error] of REFUSALS) {
  test(`CLIENT ${words.slice(0, 60)} is refused after '${before}'`, () => {
    const tracking = before === '' ? null : after(before);
    const value = answer(['CLIENT', ...words.split(' ')], SIGHT, fakeCaller({ tracking }));
    assert.deepEqual(value, { kind: 'error', text: error });
  });
}
