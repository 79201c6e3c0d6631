// What --json makes of SENTINEL EXPLAIN, which comes flat over the old version of the protocol.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RespValue } from '../../resp/value.ts';
import { explanationJson } from './explain.ts';

const bulk = (text: string): RespValue => ({ kind: 'bulk', text });
const flat = (...items: readonly RespValue[]): RespValue => ({ kind: 'array', items });

test('maps that come flat are maps again', () => {
  const pair = flat(bulk('open'), { kind: 'integer', value: 0 });
  const value = flat(
    ...[bulk('waits-for'), bulk('delay'), bulk('gates'), flat(bulk('delay'), pair)],
    ...[bulk('fence'), pair, bulk('sentinels'), flat(pair), bulk('lines'), flat(bulk('a'))],
  );
  assert.deepEqual(explanationJson(value), {
    'waits-for': 'delay',
    gates: { delay: { open: 0 } },
    fence: { open: 0 },
    sentinels: [{ open: 0 }],
    lines: ['a'],
  });
});
