// Whom we hear, for how long, and who is greeted meanwhile (FENCE-1, FENCE-2, FENCE-4), played on
// a state with four peers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import { durableSettings } from '../durable.ts';
import type { Hello } from '../facts.ts';
import { Outbox } from '../outbox.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import type { DataNode, Group, Member, State } from '../state.ts';
import {
  countHeard,
  heardThrough,
  helloPeriodMs,
  isHushed,
  patienceMs,
  peerProbePeriodMs,
  silentFromMs,
} from './hearing.ts';
import { askWhoReaches, observeReachable } from './vouch.ts';

const NOW = 100_000;
const IDS = ['a', 'b', 'c', 'd'];

function made(
  downAfterMs: number,
  peers = IDS.length,
): { state: State; group: Group; members: readonly Member[] } {
  const group = {
    ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', quorum: 2, configEpoch: 0n, leaderEpoch: 0n },
    ...{ downAfterMs, address: { host: '10.0.0.1', port: 6379 } },
    knownReplicas: [{ host: '10.0.0.2', port: 6379 }],
    knownPeers: IDS.slice(0, peers).map((id, at) => ({
      ...{ runId: id.repeat(40), address: { host: `10.0.1.${at + 1}`, port: 26379 } },
    })),
  };
  const state = createState({
    settings: { ...DEFAULT_SETTINGS, fenceMinority: true, groups: [group] },
    ...{ myId: 'f'.repeat(40), listenPort: 26379, seed: 1, nowMs: NOW },
  });
  const found = state.groups.get('g');
  assert.ok(found !== undefined);
  for (const node of [found.master, ...[...found.replicas.values()].map((each) => each.node)]) {
    node.command.stage = { kind: 'up', id: 1, sinceMs: NOW, localHost: '', lastMessageMs: NOW };
  }
  const members = [...found.members.values()];
  for (const { peer } of members) peer.standing = 'answered';
  return { state, group: found, members };
}

function replicaOf(group: Group): DataNode {
  const [replica] = group.replicas.values();
  assert.ok(replica !== undefined);
  return replica.node;
}

function helloOf({ peer, group }: Member): Hello {
  const epochs = { currentEpoch: 0n, configEpoch: 0n };
  const place = { peer: peer.address, master: group.master.address };
  return { ...place, ...epochs, runId: peer.runId, groupName: 'g' };
}

test('FENCE-1: nobody was heard yet, so nobody is silent', () => {
  const { group, members } = made(4_000);
  assert.equal(silentFromMs(group), null);
  for (const { peer } of members.slice(0, 1)) peer.answeredAtMs = NOW;
  assert.equal(silentFromMs(group), null);
});

test('FENCE-1: with two of four peers we are a majority, until the second is silent', () => {
  const { group, members } = made(4_000);
  for (const [at, { peer }] of members.entries()) peer.answeredAtMs = NOW + at * 100;
  assert.equal(patienceMs(group), 2_000);
  assert.equal(silentFromMs(group), NOW + 200 + 2_000);
  assert.equal(countHeard(group, NOW + 2_250), 2);
});

test('FENCE-1: where the others are no majority either, nobody is silent', () => {
  for (const [peers, answering] of [
    [1, 0],
    [3, 1],
  ] as const) {
    const { group, members } = made(4_000, peers);
    for (const { peer } of members) peer.answeredAtMs = NOW;
    for (const { peer } of members.slice(0, answering)) peer.answeredAtMs = NOW + 50_000;
    const silentMs = silentFromMs(group);
    assert.ok(silentMs === null || silentMs > NOW + 10_000, `${peers} peers`);
  }
});

test('FENCE-1: a hello by the master counts until the next one is surely late', () => {
  const { state, group, members } = made(2_000, 2);
  const [first] = members;
  assert.ok(first !== undefined);
  heardThrough(state, group.master, helloOf(first), NOW);
  assert.equal(silentFromMs(group), NOW + 2_500);
  for (let at = 1; at <= 40; at += 1) {
    heardThrough(state, group.master, helloOf(first), NOW + at * 500);
  }
  assert.equal(silentFromMs(group), NOW + 20_000 + 1_000, 'those who say it often are missed soon');
  heardThrough(state, group.master, helloOf(first), NOW + 22_000);
  assert.equal(silentFromMs(group), NOW + 22_000 + 2_500);
});

test('FENCE-1: a hello by a replica counts for nothing', () => {
  const { state, group, members } = made(2_000, 2);
  const [first] = members;
  assert.ok(first !== undefined);
  heardThrough(state, replicaOf(group), helloOf(first), NOW);
  assert.equal(silentFromMs(group), null);
});

test('FENCE-1, TRUST-15: a hello without the seal that is demanded is not heard', () => {
  const { state, group, members } = made(2_000, 2);
  state.settings = { ...state.settings, trust: 'signed', trustSecret: 'secret' };
  const [first] = members;
  assert.ok(first !== undefined);
  heardThrough(state, group.master, helloOf(first), NOW);
  heardThrough(state, group.master, { ...helloOf(first), seal: 'bad' }, NOW);
  assert.equal(silentFromMs(group), null);
  heardThrough(state, group.master, { ...helloOf(first), seal: 'good' }, NOW);
  assert.equal(silentFromMs(group), NOW + 2_500);
});

test('FENCE-8: those who were admitted on their word are not missed, and count while heard', () => {
  const { state, group, members } = made(2_000);
  const [first, second, ...ghosts] = members;
  assert.ok(first !== undefined && second !== undefined);
  for (const { peer } of ghosts) peer.standing = 'on-its-word';
  for (const { peer } of [first, second]) peer.answeredAtMs = NOW;
  assert.equal(silentFromMs(group), NOW + 1_000, 'of three that are there, two');
  for (const ghost of ghosts) heardThrough(state, group.master, helloOf(ghost), NOW);
  assert.equal(silentFromMs(group), NOW + 2_500, 'they may be there');
  second.peer.answeredAtMs = NOW + 60_000;
  first.peer.answeredAtMs = NOW + 50_000;
  assert.equal(silentFromMs(group), NOW + 61_000, 'their own silence begins nothing');
  for (const { peer } of ghosts) peer.standing = 'vouched-for';
  assert.equal(silentFromMs(group), NOW + 51_000, 'whom a peer reaches is missed');
});

test('FENCE-8: whoever stands in the file is missed, also where only hellos come', () => {
  const { state, group, members } = made(2_000);
  for (const { peer } of members) peer.standing = 'listed';
  for (const member of members) heardThrough(state, group.master, helloOf(member), NOW);
  assert.equal(silentFromMs(group), NOW + 2_500);
});

test('FENCE-8: the peers that answer are asked whom they reach', () => {
  const { state, group, members } = made(2_000);
  const [voucher, walled] = members;
  assert.ok(voucher !== undefined && walled !== undefined);
  walled.peer.standing = 'on-its-word';
  voucher.peer.command.stage = {
    ...{ kind: 'up', id: 7, sinceMs: NOW, localHost: '', lastMessageMs: NOW },
  };
  const asked = (now: number, by: Member): readonly unknown[] => {
    const out = new Outbox(state);
    askWhoReaches(state, group, by.peer.runId, now, out);
    return out.take().free;
  };
  assert.equal(asked(NOW + 10_000, voucher).length, 0, 'it answers itself');
  assert.equal(asked(NOW + 500, walled).length, 0, 'it may be about to answer');
  const request = { kind: 'reaches', groupName: 'g' } as const;
  assert.deepEqual(asked(NOW + 10_000, walled), [{ kind: 'probe', link: 7, request }]);
  assert.equal(asked(NOW + 12_000, walled).length, 0);
  const said = new Outbox(state);
  observeReachable(walled.peer, { kind: 'reaches', request, runIds: [walled.peer.runId] }, said);
  assert.equal(walled.peer.standing, 'on-its-word', 'nobody vouches for itself');
  const runIds = ['0'.repeat(40), voucher.peer.runId, walled.peer.runId];
  assert.equal(observeReachable(voucher.peer, { kind: 'reaches', request, runIds }, said), group);
  assert.equal(walled.peer.standing, 'vouched-for');
  assert.equal(voucher.peer.standing, 'answered');
  assert.equal(said.take().save, 'soon');
});

test('FENCE-8: nothing but its word is known of it after a restart either', () => {
  const { state, members } = made(2_000);
  const [ghost] = members;
  assert.ok(ghost !== undefined);
  ghost.peer.standing = 'on-its-word';
  const settings = durableSettings(state, { nowMs: NOW, wallMs: NOW });
  assert.deepEqual(settings.groups[0]?.onTheirWord, [ghost.peer.runId]);
  const after = createState({
    ...{ settings, myId: 'f'.repeat(40), listenPort: 26379, seed: 1, nowMs: NOW },
  });
  const standings = [...after.peers.values()].map(({ standing }) => standing);
  assert.deepEqual(standings, ['on-its-word', 'listed', 'listed', 'listed']);
});

test('FENCE-2: peers are asked, and the master is greeted, often enough', () => {
  const { state, group } = made(2_000);
  assert.equal(peerProbePeriodMs(state, 2_000), 250);
  assert.equal(peerProbePeriodMs(state, 30_000), 1_000);
  assert.equal(peerProbePeriodMs(state, 100), 100);
  assert.equal(helloPeriodMs(state, group.master), 500);
  assert.equal(helloPeriodMs(state, replicaOf(group)), 2_000);
  state.settings = { ...state.settings, fenceMinority: false };
  assert.equal(peerProbePeriodMs(state, 2_000), 1_000);
  assert.equal(helloPeriodMs(state, group.master), 2_000);
});

test('FENCE-4: nobody greets a master that a peer may fence already', () => {
  const { state, group, members } = made(4_000);
  for (const { peer } of members) peer.answeredAtMs = NOW;
  assert.equal(isHushed(state, group.master, NOW + 900), false);
  assert.equal(isHushed(state, group.master, NOW + 1_000), true);
  state.settings = { ...state.settings, fenceMinority: false };
  assert.equal(isHushed(state, group.master, NOW + 1_000), false);
});

test('FENCE-4: nor a replica that may be a fenced master', () => {
  const { state, group } = made(4_000);
  const node = replicaOf(group);
  assert.equal(isHushed(state, node, NOW), true, 'it has not said what it is');
  node.infoAtMs = NOW + 1;
  const info = { ...{ replicas: [], masterHost: null, masterPort: null, masterLinkUp: null } };
  const more = { ...{ runId: null, masterLinkDownMs: 0, priority: 1, offset: 1n, history: null } };
  const rest = { announced: true, loading: false, formerHistory: null, keys: null };
  node.info = { ...info, ...more, ...rest, role: 'slave' };
  assert.equal(isHushed(state, node, NOW), false);
  node.info = { ...node.info, role: 'master' };
  assert.equal(isHushed(state, node, NOW), true);
});
