// What peers of each kind answer to FORGET ... HERE.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeRequest } from './commands.ts';
import { forgetResult } from './forgotten.ts';
import type { WireReply } from './wire-reply.ts';

function bulks(...texts: readonly string[]): WireReply {
  return { kind: 'array', items: texts.map((text) => ({ kind: 'bulk', text })) };
}

test('OPERATOR-16: what a Vedette says counts, if it is known', () => {
  const entry = bulks('sentinel', 'a', 'result', 'listed', 'text', 'x');
  assert.equal(forgetResult({ kind: 'array', items: [entry] }), 'listed');
  const other = bulks('sentinel', 'result', 'result', 'burnt');
  assert.equal(forgetResult({ kind: 'array', items: [other] }), 'refused');
  for (const odd of [bulks('result', 'forgotten'), { kind: 'array', items: [] }] as const) {
    assert.equal(forgetResult(odd), 'refused');
  }
});

test('OPERATOR-16: who does not know it, or does not permit it, says so by the code', () => {
  const told = (text: string) => forgetResult({ kind: 'error', text });
  assert.equal(told("ERR unknown subcommand 'FORGET'. Try SENTINEL HELP."), 'stock');
  assert.equal(told('NOPERM this user has no permissions'), 'not-permitted');
  assert.equal(told('NOAUTH Authentication required.'), 'not-permitted');
  assert.equal(told('BUSY later'), 'refused');
  assert.equal(forgetResult({ kind: 'simple', text: 'OK' }), 'refused');
});

test('OPERATOR-16: it is said in the form that is answered with fields', () => {
  const asked = { kind: 'forget', asker: 1, groupName: 'g' } as const;
  const address = { host: '10.0.0.1', port: 7 };
  const replica = { ...asked, who: { kind: 'replica', address } } as const;
  assert.deepEqual(encodeRequest(replica, new Map()), [
    ['SENTINEL', 'FORGET', 'g', 'replica', '10.0.0.1', '7', 'HERE'],
  ]);
  const peer = { ...asked, who: { kind: 'sentinel', runId: 'f' } } as const;
  assert.deepEqual(encodeRequest(peer, new Map()), [
    ['SENTINEL', 'FORGET', 'g', 'sentinel', 'f', 'HERE'],
  ]);
});
