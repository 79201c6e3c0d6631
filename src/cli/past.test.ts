// The records of several Sentinels, put together.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RespValue } from '../resp/value.ts';
import { newestFirst, readPast } from './past.ts';

interface Told {
  readonly by?: number;
  readonly role?: string;
  readonly outcome: string;
  readonly epoch: number;
  readonly from?: string;
  readonly to?: string;
  readonly steps: Readonly<Record<string, number>>;
}

function bulk(text: string): RespValue {
  return { kind: 'bulk', text };
}

function map(entries: Readonly<Record<string, string | number>>): RespValue {
  const items = Object.entries(entries).flatMap(([name, value]): RespValue[] => {
    return [bulk(name), typeof value === 'number' ? { kind: 'integer', value } : bulk(value)];
  });
  return { kind: 'array', items };
}

function order(...told: readonly Told[]): readonly string[] {
  const all = told.map(({ by = 1, steps, role = 'leader', from = 'A', ...rest }) => {
    const fields = map({ role, from, ...rest });
    assert.ok(fields.kind === 'array');
    const value: RespValue = { kind: 'array', items: [...fields.items, bulk('steps'), map(steps)] };
    return readPast({ host: `10.0.0.${by}`, port: 1 }, value);
  });
  return newestFirst(all).map(({ fields, sentinel }) => {
    const text = (name: string): string => {
      const value = fields.get(name);
      return value?.kind === 'bulk' ? value.text : String(value?.kind === 'integer' && value.value);
    };
    return `${text('epoch')} ${text('outcome')} ${sentinel}`;
  });
}

const SWITCH: Told = {
  ...{ by: 1, outcome: 'switched', epoch: 5, to: 'B' },
  steps: { detected: 1_000, started: 1_010, switched: 1_200, ended: 2_000 },
};

test('a rival that lost the election stands behind the switch, whenever it began and gave up', () => {
  for (const steps of [
    { detected: 1_001, started: 1_015, ended: 9_000 },
    { detected: 900, started: 1_005, ended: 1_500 },
  ]) {
    const rival: Told = { by: 2, outcome: 'given-up', epoch: 6, steps };
    const expected = ['5 switched 10.0.0.1:1', '6 given-up 10.0.0.2:1'];
    assert.deepEqual(order(rival, SWITCH), expected);
    assert.deepEqual(order(SWITCH, rival), expected);
  }
});

test('an attempt after the switch, or of another master, is newer than it', () => {
  const later: Told = { outcome: 'given-up', epoch: 7, steps: { detected: 5_000, ended: 6_000 } };
  assert.deepEqual(order(SWITCH, later), ['7 given-up 10.0.0.1:1', '5 switched 10.0.0.1:1']);
  const steps = { detected: 1_100, ended: 6_000 };
  const other: Told = { outcome: 'given-up', epoch: 7, from: 'C', steps };
  assert.deepEqual(order(SWITCH, other), ['7 given-up 10.0.0.1:1', '5 switched 10.0.0.1:1']);
});

test('of one failover the record that knows most is taken: the switch, the leader, the steps', () => {
  const steps = { detected: 1_002, switched: 1_300 };
  const seen: Told = { ...SWITCH, by: 2, role: 'observer', steps };
  assert.deepEqual(order(seen, SWITCH), ['5 switched 10.0.0.1:1']);
  const cutOff: Told = { ...SWITCH, outcome: 'cut-off', steps: { detected: 1_000, told: 1_100 } };
  assert.deepEqual(order(cutOff, seen), ['5 switched 10.0.0.2:1']);
  assert.deepEqual(order({ ...seen, by: 3, steps: { switched: 1_300 } }, seen), [
    '5 switched 10.0.0.2:1',
  ]);
});
