// The story of a failover from what was seen of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaderPort, timeline, type Witness } from './timeline.ts';

const MASTER = 'master mymaster 127.0.0.1 7000';
const REPLICA = 'slave 127.0.0.1:7001 127.0.0.1 7001 @ mymaster 127.0.0.1 7000';

const WITNESSES: readonly Witness[] = [
  {
    port: 26379,
    events: [
      { atMs: 50, name: '+sdown', payload: MASTER },
      { atMs: 3002, name: '+sdown', payload: MASTER },
      { atMs: 3020, name: '+switch-master', payload: 'mymaster 127.0.0.1 7000 127.0.0.1 7001' },
    ],
  },
  {
    port: 26380,
    events: [
      { atMs: 3001, name: '+sdown', payload: MASTER },
      { atMs: 3003, name: '+odown', payload: `${MASTER} #quorum 2/2` },
      { atMs: 3004, name: '+try-failover', payload: MASTER },
      { atMs: 3008, name: '+elected-leader', payload: MASTER },
      { atMs: 3008.5, name: '+selected-slave', payload: REPLICA },
      { atMs: 3015, name: '+switch-master', payload: 'mymaster 127.0.0.1 7000 127.0.0.1 7001' },
    ],
  },
];

test('the leader is the one that was elected', () => {
  assert.equal(leaderPort(WITNESSES), 26380);
  assert.equal(leaderPort([]), undefined);
});

test('the steps come in order, from the blow on, with what each one took', () => {
  const steps = timeline({
    struckMs: 1000,
    witnesses: WITNESSES,
    moments: [{ atMs: 3010, what: 'writable', port: 7001 }],
  });
  assert.deepEqual(
    steps.map(({ ms, tookMs, what }) => [ms, tookMs, what]),
    [
      [2001, 2001, 'Sentinel 26380 misses the master'],
      [2003, 2, '26380 has the quorum: the master is down'],
      [2004, 1, '26380 stands for election'],
      [2008, 4, '26380 is elected by the majority'],
      [2008.5, 0.5, 'replica 7001 is chosen'],
      [2010, 1.5, '7001 accepts writes'],
      [2015, 5, 'clients of 26380 are told'],
      [2020, 5, 'clients of all 2 Sentinels are told'],
    ],
  );
});

test('each step names its proof', () => {
  const moments = [{ atMs: 3012, what: 'client', port: 7001 }] as const;
  const steps = timeline({ struckMs: 1000, witnesses: WITNESSES, moments });
  const proofs = new Map(steps.map(({ what, proof }) => [what, proof]));
  assert.equal(proofs.get('26380 stands for election'), '+try-failover');
  assert.equal(proofs.get('a client of the Sentinels writes to 7001'), 'the client');
});
