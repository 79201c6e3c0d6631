// When a node may be stopped: one situation each, and what has to happen next.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGroup, aReplica, untold } from '../../test/a-survey.ts';
import type { GroupSight } from '../client/survey.ts';
import { nextStep, type Situation, type Step, whySentinelStays } from './drain-plan.ts';

const MASTER = { host: '10.0.1.1', port: 6379 };
const REPLICA = { host: '10.0.1.2', port: 6379 };

function next(change: Partial<Situation>): Step['kind'] | `wait: ${string}` {
  const step = nextStep({ group: aGroup(), node: REPLICA, isExcluded: true, ...change });
  return step.kind === 'wait' ? `wait: ${step.why}` : step.kind;
}

test('a master is replaced, a replica put into maintenance, and then it is safe', () => {
  assert.equal(next({ node: MASTER }), 'fail-over');
  assert.equal(next({ isExcluded: false }), 'set-maintenance');
  assert.equal(next({}), 'safe');
});

test('a node that is down for all, or that nobody knows any more, is safe', () => {
  const down = aReplica(2, { downBy: 3, downMs: 9 });
  assert.equal(next({ group: aGroup({ replicas: [down, aReplica(3)] }) }), 'safe');
  assert.equal(next({ group: aGroup({ replicas: [aReplica(3)] }) }), 'safe');
});

const WAITS: readonly (readonly [what: string, change: Partial<Situation>, why: RegExp])[] = [
  [
    'a majority cannot be asked',
    { group: aGroup({ voters: aGroup().voters.map((each, i) => ({ ...each, asked: i === 0 })) }) },
    /1 of 3 Sentinels answer, 2 are needed/,
  ],
  [
    'a majority does not tell the replicas',
    { group: aGroup({ untold: untold('replicas', 1, 2) }) },
    /1 of 3 Sentinels answer, 2 are needed \(10\.0\.0\.1:26379 does not tell which replicas .*NOPERM/,
  ],
  [
    'the only one that answers does not tell whether there are others',
    {
      group: aGroup({ voters: aGroup().voters.slice(0, 1), untold: untold('sentinels', 1) }, [{}]),
    },
    /0 of 1 Sentinels answer, 1 are needed \(.*does not tell which other Sentinels/,
  ],
  [
    'a failover is under way, which may promote it',
    { group: aGroup({}, [{ failoverState: 'select_slave' }]) },
    /a failover is under way/,
  ],
  [
    'one Sentinel still holds it for the master',
    { group: aGroup({}, [{ address: REPLICA }]) },
    /do not agree/,
  ],
  [
    'two others are taken for the master',
    { group: aGroup({}, [{ address: { host: '10.0.1.3', port: 6379 } }]) },
    /do not agree/,
  ],
  [
    'it is a master that is down',
    { node: MASTER, group: aGroup({}, [{ downMs: 1 }]) },
    /a master that is down/,
  ],
  [
    'it still says that it is a master',
    { group: aGroup({ replicas: [aReplica(2, { roleReported: 'master' }), aReplica(3)] }) },
    /not a replica yet/,
  ],
  [
    'nobody has heard from it since the switch',
    { group: aGroup({ replicas: [aReplica(2, { master: null }), aReplica(3)] }) },
    /not a replica yet/,
  ],
  [
    'it is the last one that could be promoted',
    { group: aGroup({ replicas: [aReplica(2), aReplica(3, { linkUp: false })] }) },
    /no other replica is fit/,
  ],
  [
    'the master is down, and it may be the one that is needed',
    { group: aGroup({}, [{ downMs: 1 }]) },
    /the master is down/,
  ],
];

for (const [what, change, why] of WAITS) {
  test(`not yet: ${what}`, () => {
    assert.match(next(change), why);
  });
}

test('one that does not tell all leaves a majority that does', () => {
  assert.equal(next({ group: aGroup({ untold: untold('replicas', 1) }) }), 'safe');
});

test('in a group of two, the only replica may be stopped', () => {
  assert.equal(next({ group: aGroup({ replicas: [aReplica(2)] }) }), 'safe');
});

test('a Sentinel may be stopped as long as the others can elect one of them', () => {
  const { voters } = aGroup();
  const stays = (group: GroupSight): string | null => {
    const [first] = group.voters;
    assert.ok(first !== undefined);
    return whySentinelStays(group, first);
  };
  assert.equal(stays(aGroup()), null);
  assert.match(stays(aGroup({ voters: voters.slice(0, 2) })) ?? '', /1 of 2 Sentinels are left/);
  assert.match(stays(aGroup({ untold: untold('sentinels', 2) })) ?? '', /1 of 3 .*does not tell/);
  assert.match(stays(aGroup({}, [{ quorum: 3 }])) ?? '', /3 are needed/);
  assert.match(stays(aGroup({}, [{ failoverState: 'select_slave' }])) ?? '', /under way/);
});
