// The SENTINEL subcommands that only ask: the address of a master, our id, the quorum, and what
// peers ask.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answer,
  call,
  fakeSight,
  MY_ID,
  masterView,
  verdictOf,
  wireLines,
} from '../../../test/fake-sight.ts';
import type { QuorumView } from '../../core/view.ts';

test('GET-MASTER-ADDR-BY-NAME tells where clients are sent', () => {
  const currentAddress = { host: '::1', port: 21701 };
  const sight = fakeSight({ groups: [{ master: masterView({ currentAddress }) }] });
  for (const name of ['GET-MASTER-ADDR-BY-NAME', 'get-primary-addr-by-name']) {
    assert.deepEqual(wireLines(answer(['SENTINEL', name, 'mymaster'], sight)), [
      '*2',
      '::1',
      '21701',
    ]);
  }
});

test('GET-MASTER-ADDR-BY-NAME knows nothing of an unknown name', () => {
  const value = answer(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'nope']);
  assert.deepEqual(wireLines(value, 2), ['*-1']);
  assert.deepEqual(wireLines(value, 3), ['_']);
});

test('MYID is the id of the Sentinel, not of its process', () => {
  assert.deepEqual(wireLines(answer(['SENTINEL', 'MYID'])), [MY_ID]);
});

const QUORUMS: readonly (readonly [QuorumView, string])[] = [
  [
    { usable: 3, voters: 3, quorum: 2 },
    '+OK 3 usable Sentinels. Quorum and failover authorization can be reached',
  ],
  [
    { usable: 1, voters: 1, quorum: 1 },
    '+OK 1 usable Sentinels. Quorum and failover authorization can be reached',
  ],
  [
    { usable: 1, voters: 1, quorum: 2 },
    '-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum ' +
      'for this master',
  ],
  [
    { usable: 1, voters: 3, quorum: 1 },
    '-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the majority and ' +
      'authorize a failover',
  ],
  [
    { usable: 1, voters: 3, quorum: 2 },
    '-NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum ' +
      'for this master. Not enough available Sentinels to reach the majority and authorize a ' +
      'failover',
  ],
  // Two of four are half, and half is no majority.
  [
    { usable: 2, voters: 4, quorum: 2 },
    '-NOQUORUM 2 usable Sentinels. Not enough available Sentinels to reach the majority and ' +
      'authorize a failover',
  ],
];

for (const [quorum, text] of QUORUMS) {
  const counts = `${quorum.usable} of ${quorum.voters} usable, quorum ${quorum.quorum}`;
  test(`CKQUORUM with ${counts} (OPERATOR-7)`, () => {
    const sight = fakeSight({ groups: [{ master: masterView(), quorum }] });
    assert.deepEqual(wireLines(answer(['SENTINEL', 'CKQUORUM', 'mymaster'], sight)), [text]);
  });
}

test('IS-MASTER-DOWN-BY-ADDR with a star asks for no vote (ASK-4)', () => {
  const words = 'SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 21700 9223372036854775807 *'.split(' ');
  const { render: _, ...question } = verdictOf('ask', call(words));
  assert.deepEqual(question, {
    kind: 'ask',
    master: { host: '127.0.0.1', port: 21700 },
    epoch: 9223372036854775807n,
    candidate: null,
  });
});

test('IS-MASTER-DOWN-BY-ADDR with a run id asks for a vote (VOTE-2)', () => {
  const words = ['SENTINEL', 'is-primary-down-by-addr', '0:0:0:0:0:0:0:1', '21700', '7', MY_ID];
  const verdict = verdictOf('ask', call(words));
  assert.equal(verdict.candidate, MY_ID);
  assert.equal(verdict.epoch, 7n);
  assert.deepEqual(verdict.master, { host: '::1', port: 21700 });
});

test('the answer to IS-MASTER-DOWN-BY-ADDR has three parts', () => {
  const words = `SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 21700 7 ${MY_ID}`.split(' ');
  const { render } = verdictOf('ask', call(words));
  const up = render({ down: false, leader: null, leaderEpoch: 0n });
  assert.deepEqual(wireLines(up), ['*3', ':0', '*', ':0']);
  const down = render({ down: true, leader: MY_ID, leaderEpoch: 9007199254740993n });
  assert.deepEqual(wireLines(down), ['*3', ':1', MY_ID, ':9007199254740993']);
});

test('who asks for no vote is told of none (ASK-4)', () => {
  const words = 'SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 21700 7 *'.split(' ');
  const { render } = verdictOf('ask', call(words));
  const lines = wireLines(render({ down: true, leader: MY_ID, leaderEpoch: 7n }));
  assert.deepEqual(lines, ['*3', ':1', '*', ':0']);
});

test('IS-MASTER-DOWN-BY-ADDR wants a run id that can be written anywhere', () => {
  for (const runId of ['', 'abc', `${MY_ID}x`, `a b${MY_ID.slice(3)}`, `\n${MY_ID.slice(1)}`]) {
    const words = ['SENTINEL', 'IS-MASTER-DOWN-BY-ADDR', '127.0.0.1', '21700', '7', runId];
    assert.match(wireLines(answer(words))[0] ?? '', /^-ERR Invalid run id/);
  }
});

test('IS-MASTER-DOWN-BY-ADDR wants whole numbers, and no negative epoch', () => {
  const bad = ['x 0', '21700 x', 'x x', '01 0', '1 00', '99999999999999999999 0'];
  for (const numbers of [...bad, '1 9223372036854775808', '1 -1']) {
    const words = `SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 ${numbers} *`.split(' ');
    const lines = wireLines(answer(words));
    assert.deepEqual(lines, ['-ERR value is not an integer or out of range'], numbers);
  }
});
