// FENCE-1 to FENCE-6, with ears apart from the core's: who hears no majority but reaches the master
// fences it, who hears one does not, a fenced master gets no hello and takes no writes, and a fence
// is not lifted against a majority. When all is healed no fence is left.

import { type Address, addressKey, sameAddress } from '../../src/core/address.ts';
import type { Fence } from '../../src/core/fence/held.ts';
import type { Input } from '../../src/core/input.ts';
import type { LinkSpec } from '../../src/core/output.ts';
import { DEFAULT_TIMINGS } from '../../src/core/settings.ts';
import type { DataNode, Group } from '../../src/core/state.ts';
import type { Cluster } from '../cluster.ts';
import { isGhost } from '../ghosts.ts';
import type { Host } from '../host.ts';
import type { Checker, Complain } from '../observer.ts';
import type { SimSentinel } from '../sentinel.ts';

const HELLO_LIFE_MS = 1.25 * DEFAULT_TIMINGS.publishPeriodMs;
/** For what the network and the next look take. */
const SLACK_MS = 500;
/** An answer counts for two seconds, and before it was given it was on its way. */
const CONFIRMED_MS = 3_000;
const PAUSE_MS = 900;
const ROUNDING_MS = 0.01;

export const fencedInTime: Checker = {
  name: 'fenced-in-time',
  watch(cluster, complain) {
    if (!cluster.options.hasFence) return {};
    const ears = new Map<SimSentinel, Ears>();
    const switches = new Switches();
    const pauses = new Pauses(cluster);
    const fences = new Map<SimSentinel, Fences>();
    const poll = pollOf(cluster, switches);
    return {
      started(sentinel) {
        ears.set(sentinel, new Ears(cluster, sentinel));
        fences.set(sentinel, new Fences(poll));
      },
      input(sentinel, input, spec) {
        const own = ears.get(sentinel);
        if (own === undefined || spec === null) return;
        own.note(input, spec);
        if (input.kind === 'reply' && input.reply.kind === 'fence') {
          pauses.answered(sentinel, spec.address);
        }
        if (input.kind === 'reply' && input.reply.kind === 'ping') own.judge(spec, complain);
      },
      sent(sentinel, request, { address }) {
        if (request.kind === 'fence') pauses.asked(sentinel, address);
        if (request.kind === 'lift') pauses.lifted();
        if (request.kind === 'reconfigure' && request.lift) pauses.lifted();
        if (request.kind !== 'hello') return;
        if (!isFencing(sentinel, request.hello.groupName, address)) return;
        complain(`${sentinel.name} says hello to ${address.host}, which it fences`);
      },
      settled(sentinel) {
        switches.note(sentinel, cluster.world.nowMs);
        if (sentinel.state === null) return;
        const { groups } = sentinel.state;
        fences.get(sentinel)?.close(groups);
        const begun = fences.get(sentinel)?.open(groups) ?? [];
        for (const name of begun) ears.get(sentinel)?.object(name, complain);
      },
      event(sentinel, event) {
        if (event.name === '+fence') {
          const { name, address } = event.subject;
          const node = cluster.group(name)?.nodeAt(address);
          if (node?.pausing !== 'nothing' || !node.host.isAlive) return;
          if (!pauses.justBegan(sentinel, address)) return;
          complain(`${sentinel.name} says that ${address.host} is fenced, and it takes writes`);
        }
        if (event.name === '-fence') {
          const { address, group } = event.subject;
          // A switch of the same step counts.
          switches.note(sentinel, cluster.world.nowMs);
          const own = fences.get(sentinel);
          const { groups } = sentinel.state ?? {};
          if (own === undefined || groups === undefined) return;
          own.close(groups);
          const name = group?.name ?? event.subject.name;
          const { agreeing, voters } = own.ended(name, addressKey(address), groups.get(name));
          if (event.end !== 'confirmed' || 2 * agreeing > voters) return;
          const few = `${agreeing} of ${voters} agree`;
          complain(`${sentinel.name} lifts the fence of ${address.host}: ${few}`);
        }
      },
      agreed() {
        for (const { name, state } of cluster.sentinels) {
          for (const group of state?.groups.values() ?? []) {
            if (group.fence !== null) complain(`${name} still fences ${group.name}`);
          }
        }
      },
    };
  },
};

/** The pauses that each Vedette asks for. */
class Pauses {
  readonly #cluster: Cluster;
  readonly #askedAtMs = new Map<string, number>();
  readonly #answeredAtMs = new Map<string, number>();
  #liftedAtMs = Number.NEGATIVE_INFINITY;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  asked(sentinel: SimSentinel, address: Address): void {
    this.#askedAtMs.set(pairOf(sentinel, address), this.#cluster.world.nowMs);
  }

  answered(sentinel: SimSentinel, address: Address): void {
    this.#answeredAtMs.set(pairOf(sentinel, address), this.#cluster.world.nowMs);
  }

  /** By a hand-over, which ends the pauses of everybody. */
  lifted(): void {
    this.#liftedAtMs = this.#cluster.world.nowMs;
  }

  /** What is told late, behind events that waited for the disk, was so then. */
  justBegan(sentinel: SimSentinel, address: Address): boolean {
    const { nowMs } = this.#cluster.world;
    const pair = pairOf(sentinel, address);
    if (this.#answeredAtMs.get(pair) !== nowMs) return false;
    if (nowMs - this.#liftedAtMs < 2 * PAUSE_MS) return false;
    return nowMs - (this.#askedAtMs.get(pair) ?? 0) < PAUSE_MS;
  }
}

function pairOf({ name }: SimSentinel, address: Address): string {
  return `${name} ${addressKey(address)}`;
}

function isFencing({ state }: SimSentinel, groupName: string, address: Address): boolean {
  const fence = state?.groups.get(groupName)?.fence ?? null;
  return fence !== null && sameAddress(fence.node.address, address);
}

/** How many hold that node to be the master of the group, and how many could. */
interface Result {
  readonly agreeing: number;
  readonly voters: number;
}

type Poll = (groupName: string, node: string, known: Group | undefined) => Result;

/** Of stock Sentinels it is not known what they said a moment ago. */
function pollOf(cluster: Cluster, switches: Switches): Poll {
  return (groupName, node, known) => {
    const { nowMs } = cluster.world;
    const hasAgreed = (one: SimSentinel) => switches.agreed(one, groupName, node, nowMs);
    const agreeing = cluster.sentinels.filter(hasAgreed).length + cluster.stocks.length;
    // Whoever was told to forget the others does without them (OPERATOR-12).
    const voters = Math.min(votersOf(cluster).length, 1 + (known?.members.size ?? 0));
    return { agreeing, voters };
  };
}

/** The fences of one process, by group. How many agree is counted when one ends: its event may wait
 *  behind those of a vote for the disk. */
class Fences {
  readonly #poll: Poll;
  readonly #open = new Map<string, Fence>();
  readonly #results = new Map<string, Result[]>();

  constructor(poll: Poll) {
    this.#poll = poll;
  }

  /** Takes leave of those that have ended: before their events are judged. */
  close(groups: ReadonlyMap<string, Group>): void {
    for (const [name, fence] of this.#open) {
      if (groups.get(name)?.fence === fence) continue;
      this.#open.delete(name);
      if (fence.heldUntilMs === null) continue;
      const results = this.#results.get(name) ?? [];
      this.#results.set(name, [...results, this.#poll(name, fence.node.key, groups.get(name))]);
    }
  }

  /** The groups in which one has begun. */
  open(groups: ReadonlyMap<string, Group>): readonly string[] {
    const begun: string[] = [];
    for (const { name, fence } of groups.values()) {
      if (fence === null || this.#open.has(name)) continue;
      this.#open.set(name, fence);
      begun.push(name);
    }
    return begun;
  }

  /** At its event: how many agreed. */
  ended(name: string, node: string, known: Group | undefined): Result {
    const result = this.#results.get(name)?.shift();
    if (result !== undefined) return result;
    // The event leaves in the very step.
    this.#open.delete(name);
    return this.#poll(name, node, known);
  }
}

/** Which master each Sentinel has, and when it gave up which. */
class Switches {
  readonly #masters = new Map<string, DataNode>();
  /** The same by group of one process, looked up all the time. */
  readonly #latest = new WeakMap<Group, DataNode>();
  readonly #leftAtMs = new Map<string, number>();

  note({ name, state }: SimSentinel, nowMs: number): void {
    for (const group of state?.groups.values() ?? []) {
      if (this.#latest.get(group) === group.master) continue;
      this.#latest.set(group, group.master);
      const key = `${name} ${group.name}`;
      const before = this.#masters.get(key);
      if (before === group.master) continue;
      if (before !== undefined) this.#leftAtMs.set(`${key} ${before.key}`, nowMs);
      this.#masters.set(key, group.master);
    }
  }

  /** Whether it holds that node to be the master, or did not long ago. */
  agreed({ name }: SimSentinel, groupName: string, node: string, nowMs: number): boolean {
    const key = `${name} ${groupName}`;
    if (this.#masters.get(key)?.key === node) return true;
    const leftMs = this.#leftAtMs.get(`${key} ${node}`);
    return leftMs !== undefined && nowMs - leftMs < CONFIRMED_MS;
  }
}

/** What one process heard of the others. */
class Ears {
  readonly #cluster: Cluster;
  readonly #owner: SimSentinel;
  readonly #voters: readonly Voter[];
  /** By group and peer. */
  readonly #heardAtMs = new Map<string, number>();
  /** By group: since when the channel of the master carries something on this link. */
  readonly #channels = new Map<string, { upMs: number; firstMs: number | null; lastMs: number }>();
  readonly #hadMajority = new Set<string>();
  readonly #steady = new Map<string, { key: string; sinceMs: number; lastMs: number }>();

  constructor(cluster: Cluster, owner: SimSentinel) {
    this.#cluster = cluster;
    this.#owner = owner;
    this.#voters = votersOf(cluster);
  }

  note(input: Input, { address, purpose }: LinkSpec): void {
    const now = this.#owner.attentiveMs;
    const peer = this.#voters.find(({ host }) => sameAddress(host.address, address));
    if (peer !== undefined) {
      if (input.kind !== 'reply' || input.reply.kind !== 'ping') return;
      for (const { name } of this.#cluster.groups) this.#hear(name, peer.myId, now);
      return;
    }
    const group = this.#cluster.groupAt(address);
    if (group === null || purpose !== 'pubsub') return;
    const key = addressKey(address);
    if (input.kind === 'link-up')
      this.#channels.set(key, { upMs: now, firstMs: null, lastMs: now });
    if (input.kind !== 'heard') return;
    const channel = this.#channels.get(key);
    if (channel !== undefined) {
      const wasDeaf = channel.firstMs === null || now - channel.lastMs > HELLO_LIFE_MS;
      if (wasDeaf) channel.firstMs = now;
      channel.lastMs = now;
    }
    if (!this.#owner.isMaster(address) || input.hello === null) return;
    this.#hear(group.name, input.hello.runId, now);
  }

  /** Its master has answered: does it have to be fenced? */
  judge({ address }: LinkSpec, complain: Complain): void {
    const group = this.#cluster.groupAt(address);
    const { state, name } = this.#owner;
    if (group === null || state === null || !this.#owner.isMaster(address)) return;
    const known = state.groups.get(group.name);
    if (known === undefined || known.fence !== null || state.tiltSinceMs !== null) return;
    if (!this.#knowsAll(known) || isHaunted(known, this.#owner.attentiveMs)) return;
    const { master } = known;
    const steadyMs = this.#steadySinceMs(known);
    if (master.downSinceMs !== null || master.info?.role !== 'master') return;
    if (master.pubsub.stage.kind !== 'up' || !this.#hadMajority.has(group.name)) return;
    const lifeMs = Math.max(patienceMs(known), HELLO_LIFE_MS) + SLACK_MS;
    const channel = this.#channels.get(addressKey(address));
    const now = this.#owner.attentiveMs;
    if (channel === undefined || channel.firstMs === null || now - channel.upMs < lifeMs) return;
    if (now - steadyMs < lifeMs) return;
    if (now - channel.lastMs > lifeMs || now - channel.firstMs < SLACK_MS) return;
    const silentMs = now - this.#majorityHeardMs(group.name);
    if (silentMs <= lifeMs) return;
    complain(`${name} hears no majority for ${Math.round(silentMs)} ms and fences nobody`);
  }

  /** It says that it fences: does it hear a majority? */
  object(groupName: string, complain: Complain): void {
    const known = this.#owner.state?.groups.get(groupName);
    if (known === undefined || !this.#knowsAll(known)) return;
    const silentMs = this.#owner.attentiveMs - this.#majorityHeardMs(groupName);
    if (silentMs >= patienceMs(known) - ROUNDING_MS) return;
    const since = `heard a majority ${Math.round(silentMs)} ms ago`;
    complain(`${this.#owner.name} ${since} and fences ${groupName}`);
  }

  /** FENCE-8: of those that somebody invented none is missed. */
  #knowsAll({ members }: Group): boolean {
    const known = [...members.values()];
    const ghosts = known.filter(({ peer }) => isGhost(peer.runId));
    return known.length - ghosts.length === this.#voters.length - 1;
  }

  /** Since when this node has been the master in our eyes, and has answered all the while. */
  #steadySinceMs(group: Group): number {
    const { key, roleReported, info } = group.master;
    const now = this.#owner.attentiveMs;
    const known = this.#steady.get(group.name);
    const isSame = known?.key === key && roleReported === 'master' && info?.role === 'master';
    const isSteady = isSame && now - known.lastMs <= patienceMs(group);
    const sinceMs = isSteady ? known.sinceMs : now;
    this.#steady.set(group.name, { key, sinceMs, lastMs: now });
    return sinceMs;
  }

  #hear(groupName: string, runId: string, now: number): void {
    this.#heardAtMs.set(`${groupName} ${runId}`, now);
    if (this.#hadMajority.has(groupName)) return;
    if (this.#majorityHeardMs(groupName) > 0) this.#hadMajority.add(groupName);
  }

  /** Since then too few are heard for the others not to elect without us. */
  #majorityHeardMs(groupName: string): number {
    const others = this.#voters.filter((one) => one !== this.#owner);
    const times = others.map(({ myId }) => this.#heardAtMs.get(`${groupName} ${myId}`) ?? 0);
    times.sort((a, b) => b - a);
    const majority = Math.floor((others.length + 1) / 2) + 1;
    return times[others.length - majority] ?? 0;
  }
}

/** One that does not exist was heard lately: it puts a fence off. */
function isHaunted({ members }: Group, now: number): boolean {
  return [...members.values()].some(
    ({ peer, lastHelloMs }) => isGhost(peer.runId) && now - lastHelloMs < 2 * HELLO_LIFE_MS,
  );
}

/** Stock or not. */
interface Voter {
  readonly myId: string;
  readonly host: Host;
}

function votersOf({ sentinels, stocks }: Cluster): readonly Voter[] {
  return [...sentinels, ...stocks];
}

/** As this Vedette was told: each can have options of its own. */
function patienceMs({ options }: Group): number {
  return options.downAfterMs / 2;
}
