// The reply to FAILOVER ... DRYRUN (DRYRUN-1): the names of its fields, which do not change, the
// page that describes them, and its words.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { call, verdictOf, wireLines } from '../../../test/fake-sight.ts';
import type { OperatorOutcome } from '../../core/operator-request.ts';
import type { Rehearsed } from '../../core/rehearsed.ts';
import type { RespValue } from '../../resp/value.ts';

const REHEARSED: Rehearsed = {
  name: 'mymaster',
  address: { host: '10.0.0.1', port: 6379 },
  configEpoch: 3n,
  outcome: {
    kind: 'not-handed-over',
    problem: { code: 'refused', node: '10.0.0.1:6379', text: 'CLIENT PAUSE: NOPERM' },
  },
  way: 'none',
  chosen: '10.0.0.2:6379',
  replicas: [
    {
      ...{ name: '10.0.0.2:6379', rank: 1, refusal: null, behindBy: null, behindBytes: 7n },
      ...{ priority: 100, offset: 9n, runId: 'a', infoAgeMs: 3, access: null },
    },
  ],
  votes: { have: 2, need: 2, known: 3, isAlone: false },
  voters: [
    { runId: 'p1', address: { host: '10.0.1.1', port: 1 }, vote: 'answers' },
    { runId: 'p2', address: { host: '10.0.1.2', port: 1 }, vote: 'refuses' },
  ],
  trials: [
    { node: '10.0.0.1:6379', role: 'master', verdict: 'refuses', text: 'CLIENT PAUSE: NOPERM' },
    { node: '10.0.0.2:6379', role: 'replica', verdict: 'permits', text: null },
  ],
  hold: { longestMs: 400, catchUpMs: 200 },
  lag: { bytes: 7n, caughtUpMs: 3 },
  tookMs: 12,
};

function rendered(change: Partial<Rehearsed> = {}): RespValue {
  const words = ['SENTINEL', 'FAILOVER', 'mymaster', 'DRYRUN'];
  const { render } = verdictOf('operate', call(words));
  return render({ kind: 'rehearsed', rehearsed: { ...REHEARSED, ...change } });
}

function keysIn(value: RespValue): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(keysIn);
  if (value.kind !== 'map') return [];
  return value.entries.flatMap(([key, inner]) => [
    key.kind === 'bulk' ? key.text : '',
    ...keysIn(inner),
  ]);
}

function field(value: RespValue, name: string): RespValue | undefined {
  assert.equal(value.kind, 'map');
  return value.entries.find(([key]) => key.kind === 'bulk' && key.text === name)?.[1];
}

test('every field of a dry run stands on a page for operators', () => {
  const pages = ['dry-run', 'explain'].map((name) =>
    readFileSync(`docs/operating/${name}.md`, 'utf8'),
  );
  for (const name of keysIn(rendered())) {
    assert.ok(
      pages.some((page) => page.includes(`\`${name}\``)),
      name,
    );
  }
});

const ENDS: readonly (readonly [OperatorOutcome & Rehearsed['outcome'], ...string[]])[] = [
  [{ kind: 'done' }, 'handed-over', 'null', 'OK', 'null'],
  [
    { kind: 'unprotected', problem: { code: 'master-unreachable' } },
    ...['writes-can-be-lost', 'master-unreachable'],
    ...['OK, but writes can be lost: the master cannot be reached', 'null'],
  ],
  [
    { kind: 'not-handed-over', problem: { code: 'aborted', cause: 'too-few-votes' } },
    ...['given-up', 'too-few-votes'],
    'NOGOODPRIMARY the failover was given up: not enough Sentinels have voted for this one',
    'NOGOODPRIMARY',
  ],
  [
    { kind: 'failed', code: 'no-good-replica' },
    ...['refused', 'no-good-replica', 'NOGOODSLAVE No suitable replica to promote', 'NOGOODSLAVE'],
  ],
];

for (const [outcome, ...expected] of ENDS) {
  test(`a dry run that comes to ${expected[0]} says so, and as FAILOVER would`, () => {
    const value = rendered({ outcome });
    const words = ['outcome', 'why', 'reply', 'error'].map((name) => {
      const found = field(value, name);
      return found?.kind === 'bulk' ? found.text : found?.kind;
    });
    assert.deepEqual(words, expected);
    const page = readFileSync('docs/operating/dry-run.md', 'utf8');
    for (const word of expected.slice(0, 2)) {
      assert.ok(word === 'null' || page.includes(`| \`${word}\` |`), word);
    }
  });
}

test('the lines name who refuses, what, and what was not done', () => {
  const value = field(rendered(), 'lines');
  assert.equal(value?.kind, 'array');
  const lines = value.items.map((item) => (item.kind === 'bulk' ? item.text : ''));
  assert.equal(lines[0], 'mymaster: the failover would be given up');
  assert.ok(lines.includes('Master 10.0.0.1:6379: refuses CLIENT PAUSE: NOPERM'));
  assert.ok(lines.some((line) => /^Sentinel p2 .* does not permit/.test(line)));
  assert.ok(lines.some((line) => line.startsWith('Nothing was changed')));
});

test('a dry run that is refused itself is an error', () => {
  const { render } = verdictOf('operate', call(['SENTINEL', 'FAILOVER', 'nobody', 'DRYRUN']));
  assert.deepEqual(wireLines(render({ kind: 'failed', code: 'no-such-master' })), [
    '-ERR No such master with that name',
  ]);
});
