// SENTINEL EXPLAIN as programs read it: the names of its fields, which do not change, and the page
// that describes them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { answer, fakeSight, masterView, wireLines } from '../../../test/fake-sight.ts';
import { type Explanation, GATES } from '../../core/explain.ts';
import { ABORT_CAUSES } from '../../events/abort-cause.ts';
import type { RespValue } from '../../resp/value.ts';
import { REFUSED, WITHHELD } from './explain-lines.ts';

const FOUND: Explanation = {
  name: 'mymaster',
  address: { host: '10.0.0.1', port: 6379 },
  configEpoch: 3n,
  waitsFor: 'delay',
  stage: 'none',
  stageMs: null,
  forced: false,
  chosen: null,
  subjective: {
    forMs: 5,
    leftMs: null,
    silentMs: 1_005,
    downAfterMs: 1_000,
    roleReported: 'master',
    access: null,
  },
  objective: { forMs: 4, have: 2, need: 2, known: 3 },
  emptyMaster: false,
  upkeep: { pauseLeftMs: null, maintenance: false },
  promotable: { eligible: 2, known: 3, reasons: [], isAwaited: false },
  nodesSeen: { policy: false, orphans: null },
  tilt: { forMs: null, leftMs: null },
  delay: { leftMs: 250, waitingFor: 'f'.repeat(40), lastAbort: 'too-few-votes' },
  majority: { reachable: 2, known: 3, need: 2 },
  turn: { leftMs: null },
  votes: { epoch: null, have: 0, need: 2, given: { leader: null, epoch: 7n } },
  fence: { on: true, heard: 1, known: 3, forMs: 1_500, refused: null },
  replicas: [
    {
      ...{ name: '10.0.0.2:6379', rank: 1, refusal: null, behindBy: null },
      ...{ priority: 100, offset: 9n, runId: 'a', infoAgeMs: 3, access: null },
    },
    {
      ...{ name: '10.0.0.3:6379', rank: 2, refusal: null, behindBy: 'offset' },
      ...{ priority: 100, offset: 8n, runId: 'b', infoAgeMs: 3, access: null },
    },
    {
      ...{ name: '10.0.0.4:6379', rank: null, refusal: 'priority-zero', behindBy: null },
      ...{ priority: 0, offset: 9n, runId: 'c', infoAgeMs: 3, access: null },
    },
  ],
  peers: [
    {
      ...{ runId: 'p', address: { host: '10.0.1.1', port: 26_379 }, reachable: true },
      ...{ masterDown: true, opinionAgeMs: 1, vote: null, withheld: null, access: null },
    },
  ],
};

const SIGHT = fakeSight({ groups: [{ master: masterView(), explanation: FOUND }] });

function named(value: RespValue | undefined, name: string): RespValue | undefined {
  assert.equal(value?.kind, 'map');
  return value.entries.find(([key]) => key.kind === 'bulk' && key.text === name)?.[1];
}

function keysOf(value: RespValue | undefined): readonly string[] {
  assert.equal(value?.kind, 'map');
  return value.entries.map(([key]) => (key.kind === 'bulk' ? key.text : ''));
}

function first(value: RespValue | undefined): RespValue | undefined {
  assert.equal(value?.kind, 'array');
  return value.items[0];
}

test('EXPLAIN-1: every gate has its numbers, in the order in which they are passed', () => {
  const value = answer(['SENTINEL', 'EXPLAIN', 'mymaster'], SIGHT);
  const gates = named(value, 'gates');
  assert.deepEqual(keysOf(gates), GATES);
  assert.deepEqual(named(named(gates, 'delay'), 'open'), { kind: 'integer', value: 0 });
  assert.deepEqual(named(named(gates, 'delay'), 'left-ms'), { kind: 'integer', value: 250 });
  assert.deepEqual(named(named(gates, 'majority'), 'open'), { kind: 'integer', value: 1 });
  assert.deepEqual(named(named(gates, 'turn'), 'left-ms'), { kind: 'null' });
  assert.deepEqual(named(value, 'waits-for'), { kind: 'bulk', text: 'delay' });
});

test('every field stands on the page for operators', () => {
  const page = readFileSync('docs/operating/explain.md', 'utf8');
  const value = answer(['SENTINEL', 'EXPLAIN', 'mymaster'], SIGHT);
  const gates = named(value, 'gates');
  const inner = [first(named(value, 'replicas')), first(named(value, 'sentinels'))];
  const names = [
    ...keysOf(value),
    ...[gates, named(value, 'votes'), named(value, 'fence'), ...inner].flatMap(keysOf),
    ...GATES.flatMap((gate) => keysOf(named(gates, gate))),
  ];
  for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
});

test('every reason of a Sentinel that withholds something stands on the page for operators', () => {
  const page = readFileSync('docs/operating/explain.md', 'utf8');
  for (const word of Object.keys(WITHHELD)) assert.ok(page.includes(`| \`${word}\` |`), word);
});

test('every refusal and every cause of an abort stands on the page for operators', () => {
  const page = readFileSync('docs/operating/explain.md', 'utf8');
  for (const word of [...Object.keys(REFUSED), ...Object.keys(ABORT_CAUSES)]) {
    assert.ok(page.includes(`| \`${word}\` |`), word);
  }
});

test('the lines name what is awaited, each delay and each replica', () => {
  const value = named(answer(['SENTINEL', 'EXPLAIN', 'mymaster'], SIGHT), 'lines');
  assert.equal(value?.kind, 'array');
  const lines = value.items.map((item) => (item.kind === 'bulk' ? item.text : ''));
  assert.equal(lines[0], 'mymaster: no failover yet, because the next attempt has to wait');
  const held = 'the writes of the master are held back';
  assert.ok(lines.includes(`Fence: for 1.500 s, 1 of 3 Sentinels are heard; ${held}`));
  assert.ok(lines.includes(`Delay: 0.250 s left, Sentinel ${'f'.repeat(40)} has our vote`));
  assert.ok(
    lines.some((line) => /10\.0\.0\.3:6379: number 2, because it has less data/.test(line)),
  );
  assert.ok(lines.some((line) => /10\.0\.0\.4:6379: refused, priority-zero/.test(line)));
});

function linesOf(change: Partial<Explanation>): readonly string[] {
  const explanation = { ...FOUND, ...change };
  const sight = fakeSight({ groups: [{ master: masterView(), explanation }] });
  const value = named(answer(['SENTINEL', 'EXPLAIN', 'mymaster'], sight), 'lines');
  assert.equal(value?.kind, 'array');
  return value.items.map((item) => (item.kind === 'bulk' ? item.text : ''));
}

test('EXPLAIN-3: of many Sentinels that withhold something the first are named', () => {
  const peers = Array.from({ length: 12 }, (_each, at) => ({
    ...{ runId: `p${at}`, address: { host: '10.0.1.1', port: at }, reachable: false },
    ...{ masterDown: null, opinionAgeMs: null, vote: null, access: null },
    withheld: 'unreachable' as const,
  }));
  const lines = linesOf({ peers }).filter((line) => /^Sentinels? /.test(line));
  const named = lines.filter((line) => line.endsWith('cannot be reached'));
  assert.equal(named.length, 9);
  assert.ok(linesOf({ peers }).includes('Sentinels: 3 more like these'));
});

test('a voter that waits for its leader is told as well that nobody can be promoted', () => {
  const promotable = { eligible: 0, known: 1, reasons: ['down'], isAwaited: false } as const;
  const next = 'the next attempt has to wait, and no replica can be promoted';
  assert.equal(linesOf({ promotable })[0], `mymaster: no failover yet, because ${next}`);
});

test('EXPLAIN knows nothing of an unknown name', () => {
  const value = answer(['SENTINEL', 'EXPLAIN', 'nobody'], SIGHT);
  assert.deepEqual(wireLines(value), ['-ERR No such master with that name']);
});
