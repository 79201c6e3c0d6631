// A model of the stock Sentinel among Vedettes: its own ticks, votes, waits, hellos and repairs, as
// far as others can tell. Its file holds what it flushed. What it loses is its own; it is no
// checker's business, only that the Vedettes keep their promises beside it.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { SimGroup } from '../group.ts';
import { readHello } from '../hellos.ts';
import type { Host } from '../host.ts';
import { type End, type Handler, isCommand, type Network } from '../network.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { infoAnswer, sentinelAnswer } from './answers.ts';
import { askOthers, reviewDown, reviewObjective, vote } from './election.ts';
import { advance, startIfNeeded } from './failover.ts';
import { hear } from './hearing.ts';
import { dropStaleLinks, tend } from './probes.ts';
import type { Stock } from './stock.ts';
import {
  closeLinks,
  currentAddress,
  newInstance,
  type SavedGroup,
  type StockGroup,
  savedGroup,
} from './stock-group.ts';

const TILT_TRIGGER_MS = 2_000;
const TILT_MS = 30_000;
const SHORTEST_TICK_MS = 52;
const LONGEST_TICK_MS = 100;

interface File {
  readonly currentEpoch: bigint;
  readonly groups: ReadonlyMap<string, SavedGroup>;
}

export class StockSentinel {
  readonly host: Host;
  readonly myId: string;
  readonly #outside: { readonly world: World; readonly network: Network; readonly random: Random };
  readonly #groups: readonly SimGroup[];
  #file: File = { currentEpoch: 0n, groups: new Map() };
  #stock: Stock | null = null;
  #tickedMs = 0;

  constructor(
    outside: { world: World; network: Network; random: Random; host: Host },
    groups: readonly SimGroup[],
  ) {
    this.#outside = outside;
    this.host = outside.host;
    this.#groups = groups;
    this.myId = outside.random.hex(40);
    outside.network.listen(outside.host, (end) => this.#welcome(end));
  }

  get name(): string {
    return this.host.name;
  }

  start(): void {
    const { world, network, random } = this.#outside;
    this.host.boot();
    const groups = new Map<string, StockGroup>();
    const stock: Stock = {
      myId: this.myId,
      host: this.host,
      network,
      random,
      groups,
      currentEpoch: this.#file.currentEpoch,
      tiltUntilMs: 0,
      nowMs: () => world.nowMs,
      startedMs: world.nowMs,
      flush: () => this.#flush(stock),
      tell: (text) => world.note(this.name, '+', text),
    };
    for (const group of this.#groups) groups.set(group.name, this.#load(group));
    this.#stock = stock;
    this.#tickedMs = world.nowMs;
    network.booted();
    this.#tick(stock);
  }

  end(state: 'dead' | 'lost'): void {
    this.host.end(state);
    this.#stock = null;
    this.#outside.network.ended(this.host);
  }

  currentAddress(name: string): Address | null {
    const group = this.#stock?.groups.get(name);
    return group === undefined ? null : currentAddress(group);
  }

  /** As if a line were taken out of its file: it has no command that forgets one replica. */
  forget({ name }: SimGroup, { host }: Address): void {
    const known = this.#stock?.groups.get(name);
    const replica = known?.replicas.get(host);
    if (this.#stock === null || replica === undefined || known?.failover !== null) return;
    closeLinks(replica);
    known.replicas.delete(host);
    this.#flush(this.#stock);
  }

  /** Why it does not agree with that master and with everybody else; null: it does. */
  problem(group: SimGroup, master: Address, sentinelCount: number): string | null {
    const known = this.#stock?.groups.get(group.name);
    if (known === undefined || this.#stock === null) return 'is not there';
    if (!sameAddress(known.master.address, master)) {
      return `holds ${known.master.address.host} for the master`;
    }
    if (this.#outside.world.nowMs < this.#stock.tiltUntilMs) return 'is in tilt';
    if (known.failover !== null) return `is in a failover: ${known.failover.state}`;
    if (known.sentinels.size !== sentinelCount - 1) return `knows ${known.sentinels.size} peers`;
    if (known.replicas.size !== group.nodes.length - 1) {
      return `knows ${known.replicas.size} replicas`;
    }
    const all = [known.master, ...known.replicas.values(), ...known.sentinels.values()];
    const down = all.find(({ isDown }) => isDown);
    return down === undefined ? null : `holds ${down.address.host} for down`;
  }

  #load({ name, options, nodes }: SimGroup): StockGroup {
    const nowMs = this.#outside.world.nowMs;
    const saved = this.#file.groups.get(name);
    const first = nodes[0]?.host.address;
    const address = saved?.master ?? first;
    if (address === undefined) throw new Error(`${name} has no nodes`);
    const replicas = saved?.replicas ?? [];
    const sentinels = saved?.sentinels ?? [];
    return {
      options,
      master: newInstance('master', address, { runId: '', nowMs }),
      replicas: new Map(
        replicas.map((at) => [at.host, newInstance('replica', at, { runId: '', nowMs })]),
      ),
      sentinels: new Map(
        sentinels.map(({ address: at, runId }) => [
          runId,
          newInstance('sentinel', at, { runId, nowMs }),
        ]),
      ),
      configEpoch: saved?.configEpoch ?? 0n,
      leader: null,
      leaderEpoch: saved?.leaderEpoch ?? 0n,
      isObjectivelyDown: false,
      failover: null,
      failoverStartMs: Number.NEGATIVE_INFINITY,
    };
  }

  #flush(stock: Stock): void {
    const groups = [...stock.groups].map(([name, group]) => [name, savedGroup(group)] as const);
    this.#file = { currentEpoch: stock.currentEpoch, groups: new Map(groups) };
  }

  #tick(stock: Stock): void {
    const { world, random } = this.#outside;
    const elapsedMs = world.nowMs - this.#tickedMs;
    this.#tickedMs = world.nowMs;
    if (elapsedMs > TILT_TRIGGER_MS) {
      stock.tiltUntilMs = world.nowMs + TILT_MS;
      stock.tell('+tilt');
    }
    for (const group of stock.groups.values()) handle(stock, group);
    const nextMs = world.nowMs + random.durationMs(SHORTEST_TICK_MS, LONGEST_TICK_MS);
    this.host.timer(nextMs, () => this.#tick(stock));
  }

  #welcome(end: End): Handler {
    return {
      receive: (message) => {
        if (this.#stock !== null && isCommand(message)) end.send(reply(this.#stock, message));
      },
      closed: () => {},
    };
  }
}

function handle(stock: Stock, group: StockGroup): void {
  const isTilted = stock.nowMs() < stock.tiltUntilMs;
  const { master } = group;
  tend(stock, group, master);
  if (!isTilted) {
    dropStaleLinks(stock, group, master);
    reviewDown(stock, group, master);
    reviewObjective(stock, group);
    startIfNeeded(stock, group);
    advance(stock, group);
    if (group.master !== master) return;
    askOthers(stock, group, false);
  }
  for (const instance of [...group.replicas.values(), ...group.sentinels.values()]) {
    tend(stock, group, instance);
    if (isTilted) continue;
    dropStaleLinks(stock, group, instance);
    reviewDown(stock, group, instance);
  }
}

const OK: RespValue = { kind: 'simple', text: 'OK' };

function reply(stock: Stock, words: readonly string[]): RespValue {
  const [name = '', second = '', third = ''] = words;
  if (name === 'PING') return { kind: 'simple', text: 'PONG' };
  if (name === 'PUBLISH') {
    const said = readHello(third);
    if (said !== null) hear(stock, said);
    return { kind: 'integer', value: 1 };
  }
  if (name === 'INFO') return infoAnswer(stock);
  if (name !== 'SENTINEL') return OK;
  if (second.toLowerCase() === 'is-master-down-by-addr') return opinion(stock, words.slice(2));
  return sentinelAnswer(stock, second.toLowerCase(), third);
}

/** The answer to SENTINEL IS-MASTER-DOWN-BY-ADDR, with a vote where one is asked for. */
function opinion(stock: Stock, words: readonly string[]): RespValue {
  const [host = '', port = '', epoch = '', candidate = ''] = words;
  const master = { host, port: Number(port) };
  const group = [...stock.groups.values()].find((one) => sameAddress(one.master.address, master));
  const isTilted = stock.nowMs() < stock.tiltUntilMs;
  if (group !== undefined && candidate !== '*') vote(stock, group, BigInt(epoch), candidate);
  const hasVote = group !== undefined && candidate !== '*' && group.leader !== null;
  const items: readonly RespValue[] = [
    { kind: 'integer', value: group !== undefined && !isTilted && group.master.isDown ? 1 : 0 },
    { kind: 'bulk', text: hasVote ? (group.leader ?? '*') : '*' },
    { kind: 'integer', value: hasVote ? group.leaderEpoch : 0n },
  ];
  return { kind: 'array', items };
}
