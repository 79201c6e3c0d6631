// The times of the wall clock that the steps of a failover get.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailoverRecord, Steps } from '../core/history.ts';
import { HistoryKeeper } from './history-keeper.ts';

function record(steps: Partial<Steps>, outcome: FailoverRecord['outcome']): FailoverRecord {
  return {
    ...{ number: 1, replaces: null, history: null, groupName: 'g', role: 'leader', outcome },
    ...{ reason: 'crash', cause: null, obstacle: null, attempts: 1, epoch: 1n, leader: null },
    ...{ from: 'a:1', to: null, votes: null, oldOffset: null, newOffset: null, offsets: [] },
    ...{ loss: { kind: 'unknown' } },
    steps: {
      ...{ detected: null, agreed: null, started: null, elected: null },
      ...{ selected: null, told: null, switched: null, ended: null },
      ...steps,
    },
  };
}

test('HISTORY-1: a step is not earlier than the one before because less was in the way of it', () => {
  let wallMs = 0;
  const clock = { monotonicMs: () => 0, wallMs: () => wallMs };
  const keeper = new HistoryKeeper({ path: null, clock, log: { warning: () => {} } });
  wallMs = 5_107;
  keeper.take(record({ started: 100, elected: 100.4 }, 'under-way'), 100.4);
  wallMs = 5_102;
  keeper.take(record({ started: 100, elected: 100.4, told: 102 }, 'under-way'), 102);
  wallMs = 5_104;
  const last = { started: 100, elected: 100.4, told: 102, switched: 103 };
  keeper.take(record(last, 'switched'), 103);
  const [{ steps } = { steps: null }] = keeper.of('g');
  assert.deepEqual(
    [steps?.started, steps?.elected, steps?.told, steps?.switched],
    [5_107, 5_107, 5_109, 5_110],
  );
});
