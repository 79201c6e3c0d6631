// The words and levels of notes. The vote line is one that a stock Sentinel wrote.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderNote } from './notes.ts';

test('the vote of a peer reads as in a stock log', () => {
  const peer = '531ecc4803591eb727b8ee6c25dc9d5041b5036e';
  const leader = '6daf9e33f1de0bce41b1e5ed8954a7543c260d51';
  assert.deepEqual(renderNote({ kind: 'voted', peer, leader, epoch: 1n }), {
    level: 'warning',
    text: `${peer} voted for ${leader} 1`,
  });
});

test('a delayed failover is found by the words that stock logs begin with', () => {
  const { level, text } = renderNote({
    kind: 'next-failover-delayed',
    groupName: 'mymaster',
    delayMs: 40_000,
  });
  assert.equal(level, 'warning');
  assert.match(text, /^Next failover delay: mymaster .* 40\.000 s$/);
});

test('a foreign node: what was not done, and what can be', () => {
  const node = '10.0.0.2:6379';
  const { level, text } = renderNote({ kind: 'foreign-node', node, groupName: 'mymaster' });
  assert.equal(level, 'warning');
  assert.match(text, /10\.0\.0\.2:6379 does not come from mymaster.*lineage-check no/);
});

test('a master that restarted with little or no data: what would have helped', () => {
  const { level, text } = renderNote({ kind: 'empty-master', groupName: 'mymaster' });
  assert.equal(level, 'warning');
  assert.match(text, /mymaster restarted with little or no data.*replace-empty-master yes/);
});

test('a refused replica is named with the reason', () => {
  const note = renderNote({
    kind: 'refused-replica',
    replica: '127.0.0.1:7001',
    reason: 'priority 0',
  });
  assert.deepEqual(note, {
    level: 'notice',
    text: '127.0.0.1:7001 cannot be promoted: priority 0',
  });
});

test('a failed reconfiguration shows the answer, and whether it is tried again', () => {
  const failed = { kind: 'reconfigure-failed', node: '127.0.0.1:7001', text: 'NOPERM no' } as const;
  const last = renderNote({ ...failed, retried: false }).text;
  assert.match(last, /127\.0\.0\.1:7001.*NOPERM no$/);
  assert.match(renderNote({ ...failed, retried: true }).text, /NOPERM no; trying SLAVEOF alone$/);
});

test('a stall and a spent vote are warnings with their numbers', () => {
  const stalled = renderNote({ kind: 'stalled', lateMs: 2500 });
  assert.equal(stalled.level, 'warning');
  assert.match(stalled.text, /2\.500 s/);
  const spent = renderNote({ kind: 'vote-spent', groupName: 'mymaster', epoch: 7n });
  assert.equal(spent.level, 'warning');
  assert.match(spent.text, /epoch 7 for mymaster/);
});

test('a majority that cannot be reached is told with both numbers', () => {
  const kind = 'majority-out-of-reach';
  const note = renderNote({ kind, groupName: 'mymaster', reachable: 1, needed: 2 });
  assert.equal(note.level, 'warning');
  assert.match(note.text, /^mymaster cannot be failed over: 1 of the 2 Sentinels /);
});

test('EXPLAIN-2: an attempt that is given up is named with its cause, and its votes where they were too few', () => {
  const votes = { have: 1, need: 2 };
  const note = { kind: 'given-up', groupName: 'mymaster', votes } as const;
  const { level, text } = renderNote({ ...note, cause: 'too-few-votes' });
  assert.equal(level, 'warning');
  assert.match(text, /^mymaster: the failover is given up, too-few-votes: .* \(1 of 2\)$/);
  assert.match(renderNote({ ...note, cause: 'tilt' }).text, /given up, tilt: .* knows$/);
});
