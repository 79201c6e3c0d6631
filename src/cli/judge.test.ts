// What is found wrong with a survey: one change of a sound group each, and its finding.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aGroup, aReplica, aSurvey, untold } from '../../test/a-survey.ts';
import type { GroupSight, Survey } from '../client/survey.ts';
import { CHECKS } from '../core/doctor/examine.ts';
import { judge, worst } from './judge.ts';

function codes(survey: Survey): readonly string[] {
  return judge(survey).map(({ severity, code }) => `${severity} ${code}`);
}

test('nothing is wrong with a sound group', () => {
  assert.deepEqual(judge(aSurvey(aGroup())), []);
  assert.equal(worst([]), null);
});

const elsewhere = { address: { host: '10.0.1.2', port: 6379 } };
const down = { downMs: 5, agreedDownMs: 4 };
const lost = (address: string, knownBy: number, downBy: number) => {
  return { id: address, address: { host: address, port: 1 }, asked: false, knownBy, downBy };
};

const CASES: readonly (readonly [what: string, group: GroupSight, found: readonly string[]])[] = [
  ['two masters are believed in', aGroup({}, [{}, elsewhere]), ['critical split-view']],
  ['quorums differ', aGroup({}, [{ quorum: 1 }]), ['warning quorum-differs']],
  ['one does not reach the master', aGroup({}, [{ downMs: 9 }]), ['warning master-unreached']],
  ['the quorum agrees', aGroup({}, [down, down]), ['critical master-down']],
  ['a failover ends', aGroup({}, [{ failoverState: 'reconf_slaves' }]), ['warning failover']],
  ['a role is wrong', aGroup({}, [{ roleReported: 'slave' }]), ['critical master-is-replica']],
  [
    'the group is paused',
    aGroup({}, [{ flags: new Set(['master', 'failover_paused']) }]),
    ['warning paused'],
  ],
  ['there is no replica', aGroup({ replicas: [] }), ['critical no-replica']],
  [
    'nobody tells the replicas',
    aGroup({ replicas: [], untold: untold('replicas', 1, 2, 3) }),
    ['warning replicas-not-told'],
  ],
  [
    'one tells that there is no replica, and the others do not tell',
    aGroup({ replicas: [], untold: untold('replicas', 1, 2) }),
    ['critical no-replica', 'warning replicas-not-told'],
  ],
  [
    'nobody tells the other Sentinels',
    aGroup({ voters: aGroup().voters.slice(0, 1), untold: untold('sentinels', 1, 2, 3) }),
    ['warning sentinels-not-told'],
  ],
  [
    'one does not tell the other Sentinels',
    aGroup({ untold: untold('sentinels', 1) }),
    ['warning sentinels-not-told'],
  ],
  [
    'no replica is fit',
    aGroup({ replicas: [aReplica(2, { downBy: 1, downMs: 9 }), aReplica(3, { priority: 0 })] }),
    ['critical no-promotable-replica', 'warning replica-down'],
  ],
  [
    'a replica is far behind',
    aGroup({
      replicas: [aReplica(2), aReplica(3, { lag: { bytes: 1, seconds: 60, state: 'online' } })],
    }),
    ['warning replica-lags'],
  ],
  [
    'a replica follows another',
    aGroup({ replicas: [aReplica(2), aReplica(3, { master: { host: '10.9.9.9', port: 1 } })] }),
    ['warning follows-another'],
  ],
  [
    'a replica says that it is a master',
    aGroup({ replicas: [aReplica(2), aReplica(3, { roleReported: 'master' })] }),
    ['critical two-masters'],
  ],
  [
    'the majority is lost',
    aGroup({
      voters: [...aGroup().voters.slice(0, 1), lost('10.0.0.8', 1, 1), lost('10.0.0.9', 1, 1)],
    }),
    ['critical majority-out-of-reach'],
  ],
  [
    'a Sentinel is down',
    aGroup({ voters: [...aGroup().voters, lost('10.0.0.9', 3, 3)] }),
    ['warning sentinel-out-of-reach'],
  ],
  [
    'a Sentinel that answers us is lost for the others',
    aGroup({ voters: aGroup().voters.map((each, i) => ({ ...each, downBy: i === 0 ? 2 : 0 })) }),
    ['warning sentinel-out-of-reach'],
  ],
  [
    'two Sentinels do not reach each other',
    aGroup({ voters: aGroup().voters.map((each, i) => ({ ...each, downBy: i === 0 ? 1 : 0 })) }),
    ['warning sentinels-apart'],
  ],
  [
    'a Sentinel is lost for us alone',
    aGroup({ voters: [...aGroup().voters.slice(0, 2), lost('10.0.0.9', 2, 0)] }),
    [],
  ],
];

for (const [what, group, found] of CASES) {
  test(`${what}: ${found.length === 0 ? 'no finding' : found.join(', ')}`, () => {
    assert.deepEqual(codes(aSurvey(group)), found);
  });
}

test('what the doctor finds too is as bad here as there', () => {
  const own = aSurvey().sentinels.map((each) => ({ ...each, inTilt: true, cannotWrite: true }));
  const surveys = [{ sentinels: own, groups: [] }, ...CASES.map(([, group]) => aSurvey(group))];
  const found = surveys.flatMap((survey) => judge(survey));
  const shared = CHECKS.filter(({ code }) => found.some((each) => each.code === code));
  assert.ok(shared.length > 8);
  for (const { code, severity } of shared) {
    for (const each of found) if (each.code === code) assert.equal(each.severity, severity, code);
  }
});

test('a Sentinel that cannot be asked is a warning, the majority of them is worse', () => {
  const { sentinels, groups } = aSurvey();
  const broken = (count: number): Survey => ({
    groups,
    sentinels: sentinels.map((each, index) => ({ ...each, problem: index < count ? 'x' : null })),
  });
  assert.equal(judge(broken(1))[0]?.severity, 'warning');
  assert.equal(judge(broken(2))[0]?.severity, 'critical');
  // Where the others reach it, it is our own way that is cut.
  assert.equal(worst(judge({ ...broken(2), groups: [aGroup()] })), 'warning');
});

test('a Sentinel that cannot write its file is told, by the code that it has for it itself', () => {
  const { sentinels, groups } = aSurvey(aGroup());
  const [first, ...rest] = sentinels.map((each) => ({ ...each, cannotWrite: true }));
  assert.ok(first !== undefined && rest.length === 2);
  const survey = { sentinels: [first, ...sentinels.slice(1)], groups };
  assert.deepEqual(codes(survey), ['critical file-not-written']);
  assert.equal(judge(survey)[0]?.group, null);
});

test('a group that one of three does not watch is said; what only one watches is its own', () => {
  const group = aGroup();
  const { views } = group;
  assert.deepEqual(codes(aSurvey({ ...group, views: views.slice(0, 2) })), [
    'warning not-watched-everywhere',
  ]);
  assert.deepEqual(codes(aSurvey({ ...group, views: views.slice(0, 1) })), []);
});

test('who does not tell is named once with the reason', () => {
  const [trouble] = judge(aSurvey(aGroup({ untold: untold('replicas', 1, 2) })));
  assert.equal(
    trouble?.text,
    '10.0.0.1:26379, 10.0.0.2:26379 does not tell which replicas there are: NOPERM',
  );
});
