// DOCTOR-1: what each family of checks finds in a state that has the fault, and that a healthy
// group has none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, FOLLOWS, healthy, NOW, replica, WELL } from '../../../test/doctor-ward.ts';
import type { Subject } from '../event.ts';
import type { InfoFacts } from '../facts.ts';
import { addGroup, newLink } from '../instances.ts';
import { nameOf } from '../look-ups.ts';
import type { Name } from '../names.ts';
import type { Group, Link, State } from '../state.ts';
import { CHECKS, examine } from './examine.ts';

test('DOCTOR-1: a healthy group has no findings', () => {
  assert.deepEqual(codes(healthy().state), []);
});

test('the codes are different, and every check says what it means and what to do', () => {
  assert.equal(new Set(CHECKS.map(({ code }) => code)).size, CHECKS.length);
  for (const { code, meaning, remedy } of CHECKS) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.match(meaning, /^[A-Z].*\.$/, code);
    assert.ok(remedy.length > 0, code);
  }
});

function fenced(state: State): void {
  state.settings = { ...state.settings, fenceMinority: true };
}

/** The first replica goes by a name that was looked up. */
function named(group: Group, state: State, looks: Partial<Name>): void {
  const name = nameOf(state, 'redis-2.example');
  assert.ok(name !== null);
  Object.assign(name, { ips: ['10.0.0.2'], endedAtMs: NOW - 1_000, ...looks });
  name.users.add(replica(group, 0));
}

type Fault = (group: Group, state: State) => void;

const FAULTS: readonly (readonly [code: string, fault: Fault])[] = [
  [
    'master-down',
    (group) => {
      group.master.downSinceMs = NOW - 3_000;
      group.objectivelyDownSinceMs = NOW - 2_000;
    },
  ],
  [
    'master-unreached',
    (group) => {
      group.master.downSinceMs = NOW - 3_000;
    },
  ],
  ['majority-out-of-reach', (group) => lose(group, 2)],
  ['one-loss-loses-majority', (group) => lose(group, 1)],
  ['sentinel-out-of-reach', (group) => lose(group, 1)],
  ['even-sentinel-count', (group) => group.members.delete('a'.repeat(40))],
  ['quorum-one', (group) => set(group, { quorum: 1 })],
  ['quorum-above-majority', (group) => set(group, { quorum: 3 })],
  ['quorum-above-count', (group) => set(group, { quorum: 4 })],
  ['sentinels-share-address', (group) => moveAll(group, '10.0.1.1')],
  ['sentinel-announces-loopback', (group) => moveAll(group, '127.0.0.1')],
  [
    'sentinel-at-port-zero',
    (group) => {
      for (const { peer } of group.members.values()) peer.address = { host: '10.0.1.1', port: 0 };
    },
  ],
  [
    'sentinel-sends-no-hellos',
    (group) => {
      for (const member of group.members.values()) member.lastHelloMs = NOW - 11_000;
    },
  ],
  [
    'split-view',
    (group) => {
      const said = { master: group.master.address, configEpoch: 7n };
      for (const { odd } of group.members.values()) {
        odd.dissent = { ...said, sinceMs: NOW - 11_000, lastMs: NOW - 1_000 };
      }
    },
  ],
  [
    'sentinel-without-seal',
    (group, state) => {
      state.settings = { ...state.settings, trust: 'signed', trustSecret: 'open-sesame' };
      for (const member of group.members.values()) {
        member.lastHelloMs = NOW - 11_000;
        member.odd.unsealed = { code: 'not-sealed', atMs: NOW - 1_000 };
      }
    },
  ],
  [
    'replica-lags',
    (group) => {
      const written = { role: 'master', offset: 2n, history: 'h', masterLinkUp: null } as const;
      group.master.info = { ...FOLLOWS, ...written };
      group.master.infoAtMs = NOW - 2_000;
      change(group, { history: 'h' });
    },
  ],
  [
    'paused',
    (group, state) => {
      state.timers.arm(group.pauseEnd, NOW + 60_000);
    },
  ],
  ['maintenance', (group) => set(group, { maintenance: [replica(group, 0).address] })],
  [
    'node-announces-loopback',
    (group) => {
      replica(group, 0).address = { host: '127.0.0.1', port: 6380 };
    },
  ],
  [
    'mixed-addresses',
    (group) => {
      replica(group, 0).address = { host: 'redis-2.example', port: 6379 };
    },
  ],
  ['name-not-found', (group, state) => named(group, state, { failingSinceMs: NOW - 4_000 })],
  ['name-slow', (group, state) => named(group, state, { tookMs: 500 })],
  [
    'fence-refused',
    (group, state) => {
      const link = newLink(group.master, 'fence');
      const asked = { asked: null, peersAskedAtMs: NOW, heldUntilMs: null };
      group.fence = { node: group.master, link, sinceMs: NOW, ...asked, refused: 'NOPERM' };
      fenced(state);
    },
  ],
  [
    'fence-deaf',
    (group, state) => {
      const { stage } = group.master.pubsub;
      if (stage.kind === 'up') stage.lastMessageMs = stage.sinceMs;
      fenced(state);
    },
  ],
  [
    'fence-late',
    (group, state) => {
      set(group, { downAfterMs: 2_000 });
      for (const member of group.members.values()) {
        member.throughMaster = { atMs: NOW, rhythmMs: 2_000 };
      }
      fenced(state);
    },
  ],
  ['no-replica', (group) => group.replicas.clear()],
  ['no-promotable-replica', (group) => change(group, { priority: 0 })],
  [
    'group-without-master',
    (group) => {
      group.master.downSinceMs = NOW - 1_000;
      change(group, { masterLinkUp: false, masterLinkDownMs: -1_000 });
    },
  ],
  ['all-priorities-zero', (group) => change(group, { priority: 0 })],
  [
    'replica-down',
    (group) => {
      replica(group, 0).downSinceMs = NOW - 5_000;
    },
  ],
  ['replica-link-down', (group) => change(group, { masterLinkUp: false, masterLinkDownMs: 3_000 })],
  [
    'two-masters',
    (group) => {
      replica(group, 0).roleReported = 'master';
    },
  ],
  [
    'master-is-replica',
    (group) => {
      group.master.roleReported = 'slave';
    },
  ],
  [
    'node-in-two-groups',
    (group, state) => {
      const { address } = replica(group, 0);
      const { options } = group;
      addGroup(state, { name: 'h', address, options, configEpoch: 0n, leaderEpoch: 0n }, NOW);
    },
  ],
  [
    'foreign-node',
    (group) => {
      replica(group, 0).kinship = { foreign: 'it lists a replica outside the group' };
    },
  ],
  ['chained-replica', (group) => change(group, { masterHost: '10.0.0.3' })],
  ['follows-a-stranger', (group) => change(group, { masterHost: '10.0.0.77' })],
  [
    'node-refuses-us',
    (group) => {
      group.master.command.turnedAway = 'WRONGPASS';
    },
  ],
  [
    'sentinel-refuses-us',
    (group) => {
      for (const { peer } of group.members.values()) peer.command.turnedAway = 'NOAUTH';
    },
  ],
  [
    'vote-channel-blocked',
    (group) => {
      for (const { peer } of group.members.values()) {
        peer.command.forbidden = forbidding('sentinel|is-master-down-by-addr');
      }
    },
  ],
  [
    'confirmation-blocked',
    (group) => {
      for (const { peer } of group.members.values()) {
        peer.command.forbidden = forbidding('sentinel|master');
      }
    },
  ],
  [
    'commands-not-permitted',
    (group) => {
      replica(group, 0).command.forbidden = forbidding('client|kill');
    },
  ],
  [
    'role-change-not-permitted',
    (group) => {
      replica(group, 0).denies = ['slaveof'];
    },
  ],
  ['down-after-short', (group) => set(group, { downAfterMs: 999 })],
  ['down-after-low', (group) => set(group, { downAfterMs: 1_000 })],
  [
    'sentinel-never-answered',
    (group) => {
      for (const member of group.members.values()) {
        member.downSinceMs = NOW - 1_000;
        member.peer.standing = 'on-its-word';
        return;
      }
    },
  ],
  [
    'writes-held-back',
    (group) => {
      const link = newLink(group.master, 'fence');
      const nothing = { asked: null, peersAskedAtMs: NOW, refused: null };
      const sinceMs = NOW - 2_000;
      group.fence = { node: group.master, link, sinceMs, heldUntilMs: NOW + 500, ...nothing };
    },
  ],
  ['failover-timeout-long', (group) => set(group, { failoverTimeoutMs: 600_001 })],
  [
    'in-tilt',
    (_group, state) => {
      state.tiltSinceMs = NOW - 1_000;
    },
  ],
  [
    'was-in-tilt',
    (_group, state) => {
      state.tiltEndedAtMs = NOW - 1_000;
    },
  ],
  [
    'failure-simulated',
    (_group, state) => {
      state.simulatedFailures = new Set(['crash-after-election']);
    },
  ],
  [
    'announces-loopback',
    (_group, state) => {
      state.settings = { ...state.settings, announceIp: '127.0.0.1' };
    },
  ],
  [
    'signed-without-secret',
    (_group, state) => {
      state.settings = { ...state.settings, trust: 'signed' };
    },
  ],
  [
    'hellos-refused',
    (_group, state) => {
      const lastMs = NOW - 1_000;
      const subject: Subject = {
        ...{ type: 'sentinel', name: 'e'.repeat(40), group: null },
        address: { host: '127.0.0.1', port: 26_379 },
      };
      const refused = { subject, code: 'nobody-there', times: 1, toldMs: lastMs } as const;
      state.doubts.refusals.set('x', { ...refused, sinceMs: lastMs, lastMs });
    },
  ],
];

for (const [code, fault] of FAULTS) {
  test(`${code} is found where it is`, () => {
    const { state, group } = healthy();
    fault(group, state);
    assert.ok(codes(state).includes(code), codes(state).join(' '));
  });
}

test('nodes that turn only this Sentinel away are not told to be lost for everybody', () => {
  const { state, group } = healthy();
  for (const node of [group.master, replica(group, 0), replica(group, 1)]) {
    node.downSinceMs = NOW - 3_000;
    node.command.turnedAway = 'NOAUTH';
  }
  const found = examine(state, [group], WELL, NOW);
  assert.deepEqual(
    [...new Set(found.map(({ code, severity }) => `${severity} ${code}`))],
    [
      ...['critical no-promotable-replica', 'critical node-refuses-us'],
      ...['warning master-unreached', 'warning replica-down'],
    ],
  );
  const { evidence } = found.find(({ code }) => code === 'master-unreached') ?? assert.fail();
  assert.equal(evidence, '10.0.0.1:6379: down for 3.0 s, and turns this Sentinel away: NOAUTH');
});

const TO_THE_END: Partial<InfoFacts> = { masterLinkUp: false, masterLinkDownMs: 1_000 };
const NEVER: Partial<InfoFacts> = { masterLinkUp: false, masterLinkDownMs: -1_000 };
const LONG_AGO: Partial<InfoFacts> = { masterLinkUp: false, masterLinkDownMs: 3_600_000 };

const ORPHANS: readonly (readonly [
  what: string,
  found: boolean,
  infos: readonly (Partial<InfoFacts> | 'gone')[],
])[] = [
  ['one was with the master', false, [TO_THE_END, NEVER]],
  ['all were, and none may be promoted', false, [{ ...TO_THE_END, priority: 0 }]],
  ['who was may not be promoted', true, [{ ...TO_THE_END, priority: 0 }, NEVER]],
  ['they lost the master long before', true, [LONG_AGO, LONG_AGO]],
  ['of one that is gone it is not known', true, ['gone', NEVER]],
  ['of none that is gone it is known', false, ['gone', 'gone']],
];

for (const [what, isFound, infos] of ORPHANS) {
  test(`ORPHAN-1, a group without its master: ${what}`, () => {
    const { state, group } = healthy();
    group.master.downSinceMs = NOW - 1_000;
    for (const [at, { node }] of [...group.replicas.values()].entries()) {
      const info = infos[at] ?? infos[0] ?? 'gone';
      if (info === 'gone') node.command.stage = { kind: 'closed' };
      else node.info = { ...FOLLOWS, ...info };
    }
    assert.equal(codes(state).includes('group-without-master'), isFound);
  });
}

test('what the state does not hold is looked at as well', () => {
  const { state, group } = healthy({ resolveHostnames: true });
  group.master.address = { host: 'redis-0.example', port: 6379 };
  group.options = { ...group.options, notificationScript: '/nowhere' };
  const around = { saveFailedForMs: 5, lastSaveError: 'disk full', isExecutable: () => false };
  const found = codes(state, around);
  for (const code of ['file-not-written', 'script-not-executable', 'resolve-without-announce']) {
    assert.ok(found.includes(code), code);
  }
});

test('every check has a state here that it finds', () => {
  const elsewhere = ['file-not-written', 'script-not-executable', 'resolve-without-announce'];
  const shown = new Set([...FAULTS.map(([code]) => code), ...elsewhere]);
  assert.deepEqual(
    CHECKS.map(({ code }) => code).filter((code) => !shown.has(code)),
    [],
  );
});

test('of refused hellos the last one is told, for an hour', () => {
  const { state } = healthy();
  const fault = FAULTS.find(([code]) => code === 'hellos-refused')?.[1];
  for (const group of state.groups.values()) fault?.(group, state);
  const told = (now: number): readonly string[] =>
    examine(state, [], WELL, now).map(({ evidence }) => evidence);
  const whose = `${'e'.repeat(40)} at 127.0.0.1:26379`;
  assert.deepEqual(told(NOW), [`1 in the last hour, the last 1.0 s ago: nobody-there, ${whose}`]);
  assert.deepEqual(told(NOW + 3_600_000), []);
});

test('a Sentinel that never answered is told of with what it is known by', () => {
  const { state, group } = healthy();
  for (const { peer } of group.members.values()) peer.standing = 'answered';
  const told = (): readonly string[] =>
    examine(state, [group], WELL, NOW)
      .filter(({ code }) => code === 'sentinel-never-answered')
      .map(({ evidence }) => evidence);
  const [first] = group.members.values();
  assert.ok(first !== undefined);
  first.downSinceMs = NOW - 1_000;
  assert.deepEqual(told(), [], 'it has answered before');
  first.peer.standing = 'on-its-word';
  first.lastHelloMs = NOW - 60_000;
  const whose = `${'a'.repeat(40)} at 10.0.1.1:26379`;
  assert.deepEqual(told(), [`${whose}: by its hellos alone, its last hello 60.0 s ago`]);
});

test('writes that are held back are told of with who is missing', () => {
  const { state, group } = healthy();
  FAULTS.find(([code]) => code === 'writes-held-back')?.[1](group, state);
  const told = examine(state, [group], WELL, NOW).find(({ code }) => code === 'writes-held-back');
  const missing = '1 of 3 Sentinels are heard, not 10.0.1.1:26379 10.0.1.2:26379';
  assert.equal(told?.evidence, `10.0.0.1:6379 for 2.0 s: ${missing}`);
});

test('the worst comes first', () => {
  const { state, group } = healthy();
  set(group, { quorum: 1, downAfterMs: 500 });
  group.replicas.clear();
  assert.deepEqual(
    examine(state, [group], WELL, NOW).map(({ severity }) => severity),
    ['critical', 'warning', 'advice', 'advice'],
  );
});

function lose(group: Group, count: number): void {
  for (const { peer } of [...group.members.values()].slice(0, count)) {
    peer.command.stage = { kind: 'closed' };
  }
}

function set(group: Group, options: Partial<Group['options']>): void {
  group.options = { ...group.options, ...options };
}

function moveAll(group: Group, host: string): void {
  for (const { peer } of group.members.values()) peer.address = { host, port: 26379 };
}

function change(group: Group, info: Partial<InfoFacts>): void {
  for (const { node } of group.replicas.values()) node.info = { ...FOLLOWS, ...info };
}

function forbidding(command: string): Link['forbidden'] {
  return new Map([['ask', [{ code: 'NOPERM', command, isVital: false }]]]);
}
