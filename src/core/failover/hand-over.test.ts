// The trials of a hand-over and the wait for the replica under the hold (HANDOVER-2, HANDOVER-5),
// where something comes in between.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createState } from '../create.ts';
import type { InfoFacts } from '../facts.ts';
import type { Input, LinkId } from '../input.ts';
import { newLink } from '../instances.ts';
import { type OperatorRequest, PLAIN_ORDERS } from '../operator-request.ts';
import type { Output } from '../output.ts';
import type { Reply } from '../requests.ts';
import { DEFAULT_GROUP_OPTIONS, DEFAULT_SETTINGS } from '../settings.ts';
import type { Group, Link, State } from '../state.ts';
import { step } from '../step.ts';

const MASTER = { host: '10.0.0.1', port: 6379 };
const REPLICA = { host: '10.0.0.2', port: 6379 };
const NOW = 50_000;
const HISTORY = '1'.repeat(40);
const INFO: InfoFacts = {
  ...{ runId: 'e'.repeat(40), role: 'master', replicas: [REPLICA], priority: 100, offset: 9n },
  ...{ masterHost: null, masterPort: null, masterLinkUp: null, masterLinkDownMs: 0 },
  ...{ history: HISTORY, formerHistory: null, keys: 1, announced: true, loading: false },
};
const BEHIND: InfoFacts = {
  ...{ ...INFO, runId: 'f'.repeat(40), role: 'slave', replicas: [], offset: 5n },
  ...{ masterHost: MASTER.host, masterPort: MASTER.port, masterLinkUp: true },
};

class Play {
  readonly state: State;
  now = NOW;

  constructor() {
    const group = {
      ...{ ...DEFAULT_GROUP_OPTIONS, name: 'g', address: MASTER, quorum: 1, knownPeers: [] },
      ...{ configEpoch: 0n, leaderEpoch: 0n, knownReplicas: [REPLICA], downAfterMs: 4_000 },
    };
    const settings = { ...DEFAULT_SETTINGS, groups: [group] };
    const own = { myId: 'a'.repeat(40), listenPort: 26379, seed: 1, nowMs: NOW };
    this.state = createState({ settings, ...own });
    this.#take({ kind: 'start' });
  }

  up(host: string, purpose: Link['purpose'] = 'command'): void {
    this.#take({ kind: 'link-up', link: this.#link(host, purpose), localHost: '10.0.0.8' });
  }

  down(host: string): void {
    this.#take({ kind: 'link-down', link: this.#link(host, 'command'), reason: 'ECONNRESET' });
  }

  reply(host: string, reply: Reply, purpose: Link['purpose'] = 'command'): void {
    this.#take({ kind: 'reply', link: this.#link(host, purpose), reply });
  }

  info(host: string, info: InfoFacts): void {
    this.reply(host, { kind: 'info', info, text: '' });
  }

  order(request: OperatorRequest): void {
    this.#take({ kind: 'operator', asker: 1, request });
  }

  end(): Output {
    return step(this.state, { kind: 'end' }, this.now);
  }

  wake(): Output {
    return step(this.state, { kind: 'wake' }, this.now);
  }

  get group(): Group {
    return this.state.groups.get('g') ?? assert.fail('no group');
  }

  #take(input: Input): void {
    this.now += 1;
    const { broken } = step(this.state, input, this.now);
    assert.equal(broken, null);
  }

  #link(host: string, purpose: Link['purpose']): LinkId {
    for (const [id, { endpoint, purpose: found }] of this.state.links) {
      if (endpoint.address.host === host && found === purpose) return id;
    }
    return assert.fail(`no ${purpose} link to ${host}`);
  }
}

function known(): Play {
  const play = new Play();
  for (const { host } of [MASTER, REPLICA]) play.up(host);
  play.info(MASTER.host, INFO);
  play.info(REPLICA.host, BEHIND);
  return play;
}

/** The master was told to hold its writes. */
function holding(orders = PLAIN_ORDERS): Play {
  const play = known();
  play.order({ kind: 'failover', name: 'g', orders });
  play.info(REPLICA.host, BEHIND);
  for (const [{ host }, of] of [
    [MASTER, 'master'],
    [REPLICA, 'replica'],
  ] as const) {
    play.up(host, 'trial');
    for (const each of ['transaction', of] as const) {
      const request = { kind: 'trial', of: each } as const;
      play.reply(host, { kind: 'trial', request, refused: null, denies: [] }, 'trial');
    }
  }
  play.reply(MASTER.host, { kind: 'hold', refused: null });
  return play;
}

/** It does, and the replica has told once that it lags behind. */
function catchingUp(): Play {
  const play = holding();
  play.info(MASTER.host, INFO);
  assert.equal(play.group.handOver?.step.kind, 'catch-up');
  play.now += 100;
  play.info(REPLICA.host, BEHIND);
  play.now += 100;
  return play;
}

test('HANDOVER-5: a replica whose link is lost under the hold is no reason to look without end', () => {
  const play = catchingUp();
  play.down(REPLICA.host);
  assert.ok((play.group.failoverTimer.atMs ?? 0) > play.now);
});

test('HANDOVER-5: nor is one that refuses INFO', () => {
  const play = catchingUp();
  const request = { kind: 'info' } as const;
  play.reply(REPLICA.host, { kind: 'error', request, error: 'other', text: 'ERR' });
  assert.ok((play.group.failoverTimer.atMs ?? 0) > play.now);
});

/** The replica has everything, but its link was lost in the moment in which that became known, and
 *  stands again only when the hold is over. Returns whether it is told to become a master then. */
function isPromotedLate(insists: boolean): boolean {
  const play = holding({ ...PLAIN_ORDERS, insists });
  play.info(REPLICA.host, { ...BEHIND, offset: INFO.offset });
  play.down(REPLICA.host);
  play.info(MASTER.host, INFO);
  const stage = () => play.group.failover?.stage;
  assert.equal(stage(), 'promote');
  play.now += 2_000;
  play.wake();
  play.up(REPLICA.host);
  play.info(REPLICA.host, BEHIND);
  return stage() === 'wait-promotion';
}

test('HANDOVER-1: who insists gets no failover when the master takes writes again', () => {
  assert.equal(isPromotedLate(true), false);
  assert.equal(isPromotedLate(false), true);
});

/** Half of the hold is over, and the replica has not caught up. */
function lifts(play: Play): boolean {
  play.now += 1_000;
  const { free } = play.wake();
  assert.equal(play.group.handOver, null);
  return free.some((effect) => effect.kind === 'probe' && effect.request.kind === 'lift');
}

test('HANDOVER-5: a hold that was in vain is lifted', () =>
  assert.equal(lifts(catchingUp()), true));

test('HANDOVER-8: and by a process that is asked to end, which promotes nobody any more', () => {
  const play = catchingUp();
  const { free } = play.end();
  assert.ok(free.some((effect) => effect.kind === 'probe' && effect.request.kind === 'lift'));
  play.info(REPLICA.host, { ...BEHIND, offset: INFO.offset });
  assert.equal(play.group.failover, null);
});

test('FENCE-6: but not where the pause of a fence would end with it', () => {
  const play = catchingUp();
  const { group, state, now } = play;
  state.settings = { ...state.settings, fenceMinority: true };
  const link = newLink(group.master, 'fence');
  const asked = { atMs: now, link: 99, isAnswered: true };
  const rest = { sinceMs: now, peersAskedAtMs: now, heldUntilMs: null, refused: null };
  group.fence = { node: group.master, link, asked, ...rest };
  assert.equal(lifts(play), false);
});

test('HANDOVER-2: the trial of a node that is forgotten meanwhile ends', () => {
  const play = known();
  play.order({ kind: 'rehearse', name: 'g', orders: PLAIN_ORDERS, canSave: true });
  play.info(REPLICA.host, BEHIND);
  const trials = () =>
    [...play.state.links.values()].filter((link) => link.purpose === 'trial').length;
  assert.equal(trials(), 2);
  const who = { kind: 'replica', address: REPLICA } as const;
  play.order({ kind: 'forget', name: 'g', who, everywhere: false });
  assert.equal(trials(), 0);
});

/** What an operator is told when the hold is over before the master has said what it has written. */
function saidOfSilence(patienceMs: number | null): unknown {
  const play = holding({ ...PLAIN_ORDERS, patienceMs });
  play.now += 1_000;
  const { free } = play.wake();
  return free.flatMap((effect) => (effect.kind === 'outcome' ? [effect.outcome] : []));
}

test('HANDOVER-3: who gives too little time is told so, and not that the master is silent', () => {
  const kind = 'unprotected';
  assert.deepEqual(saidOfSilence(100), [{ kind, problem: { code: 'timeout-too-short' } }]);
  const node = '10.0.0.1:6379';
  assert.deepEqual(saidOfSilence(null), [{ kind, problem: { code: 'no-answer', node } }]);
});
