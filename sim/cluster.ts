// Everything that there is in one run: machines, network, nodes, Vedettes and writers, built from
// the options and started. What happens to them is the work of faults and phases.

import type { Address } from '../src/core/address.ts';
import { SimGroup } from './group.ts';
import { Host } from './host.ts';
import { NODE_PORT, SimNames } from './names.ts';
import { Network } from './network.ts';
import { ModelNode } from './node/model-node.ts';
import type { GroupRunOptions, NodeOptions, RunOptions } from './options.ts';
import type { Random } from './random.ts';
import { SimSentinel } from './sentinel.ts';
import { StockSentinel } from './stock/stock-sentinel.ts';
import { Witness } from './witness.ts';
import type { World } from './world.ts';
import { Writer } from './writer.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const SENTINELS_START_MS = 500;
const SENTINEL_PORT = 26379;
const REPLICATION_TIMEOUT_MS = 20_000;
const PING_REPLICAS_MS = 5_000;
const KEPT_KEYS = 9;

export class Cluster {
  readonly world: World;
  readonly random: Random;
  readonly options: RunOptions;
  readonly network: Network;
  readonly names: SimNames;
  readonly witness: Witness;
  readonly groups: readonly SimGroup[];
  /** The Vedettes. */
  readonly sentinels: readonly SimSentinel[];
  readonly stocks: readonly StockSentinel[];
  readonly writers: readonly Writer[];
  readonly hosts: Host[] = [];

  constructor(world: World, random: Random, options: RunOptions) {
    this.world = world;
    this.random = random;
    this.options = options;
    this.network = new Network(world, random.fork(), {
      minDelayMs: options.minDelayMs,
      maxDelayMs: options.maxDelayMs,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    });
    this.names = new SimNames(world, random.fork());
    this.witness = new Witness(world);
    this.groups = options.groups.map((group, index) => this.#makeGroup(group, index + 1));
    this.sentinels = this.#makeSentinels();
    this.stocks = this.#makeStocks();
    this.writers = this.groups.map((group) => this.#makeWriter(group));
  }

  start(): void {
    for (const group of this.groups) for (const node of group.nodes) node.start();
    if (this.options.replacesEmpty) this.#fill();
    for (const writer of this.writers) writer.start();
    // Vedettes look at what is there: a replica that they never saw listed they cannot know.
    this.world.at(SENTINELS_START_MS, () => {
      for (const sentinel of [...this.sentinels, ...this.stocks]) sentinel.start();
    });
  }

  /** So that what a writer adds to a master that came back empty is little beside what there was. */
  #fill(): void {
    for (const { nodes } of this.groups) {
      for (let key = 0; key < KEPT_KEYS; key += 1) nodes[0]?.data.set(`kept${key}`, '1');
    }
  }

  group(name: string): SimGroup | null {
    return this.groups.find((group) => group.name === name) ?? null;
  }

  /** The group that a node at this address belongs to. */
  groupAt(address: Address): SimGroup | null {
    return this.groups.find((group) => group.nodeAt(address) !== null) ?? null;
  }

  sentinelAt(address: Address): SimSentinel | null {
    return this.sentinels.find((one) => one.host.address.host === address.host) ?? null;
  }

  #makeGroup(options: GroupRunOptions, number: number): SimGroup {
    const address = { host: this.#nodeHost(number, 1), port: NODE_PORT };
    const nodes = options.nodes.map((node, index) =>
      this.#makeNode(options, node, {
        name: `${options.name.replace('group', 'g')}n${index + 1}`,
        address: { host: this.#nodeHost(number, index + 1), port: NODE_PORT },
        master: index === 0 ? null : address,
      }),
    );
    return new SimGroup(options, nodes);
  }

  /** A name or a number. */
  #nodeHost(group: number, node: number): string {
    return this.options.hasNames ? `n${node}.g${group}` : `10.0.${group}.${node}`;
  }

  #makeNode(
    group: GroupRunOptions,
    options: NodeOptions,
    place: { name: string; address: Address; master: Address | null },
  ): ModelNode {
    const { world, network } = this;
    const host = this.#makeHost(place.name, place.address);
    if (this.options.hasNames) this.names.assign(place.address.host);
    const { password, syncMs, backlogBytes } = group;
    return new ModelNode(
      { world, network, host, random: this.random.fork() },
      {
        ...options,
        refusedCommands: new Set(options.refusedCommands),
        password,
        syncMs,
        backlogBytes,
        replicationTimeoutMs: REPLICATION_TIMEOUT_MS,
        pingReplicasMs: PING_REPLICAS_MS,
      },
      place.master,
    );
  }

  #makeSentinels(): readonly SimSentinel[] {
    const { world, network, names, witness, options } = this;
    const text = this.#configText();
    const ids: string[] = [];
    const count = options.sentinelCount - options.stockCount;
    return Array.from({ length: count }, (_, index) => {
      const address = { host: `10.0.0.${index + 1}`, port: SENTINEL_PORT };
      const host = this.#makeHost(`v${index + 1}`, address);
      const random = this.random.fork();
      const drawn = random.hex(40);
      const copied = options.hasCopiedId && index === 1 ? ids[0] : undefined;
      const myId = copied ?? drawn;
      ids.push(myId);
      const disk = { ...options, text: `${text}sentinel myid ${myId}\n` };
      return new SimSentinel({ world, network, names, host, random, witness }, disk);
    });
  }

  #makeStocks(): readonly StockSentinel[] {
    const { world, network, options } = this;
    return Array.from({ length: options.stockCount }, (_, index) => {
      const number = this.sentinels.length + index + 1;
      const address = { host: `10.0.0.${number}`, port: SENTINEL_PORT };
      const host = this.#makeHost(`stock${number}`, address);
      return new StockSentinel({ world, network, random: this.random.fork(), host }, this.groups);
    });
  }

  #makeWriter(group: SimGroup): Writer {
    const { world, network } = this;
    const index = this.groups.indexOf(group) + 1;
    const address = { host: `10.1.0.${index}`, port: 1 };
    const host = this.#makeHost(`writer${index}`, address);
    return new Writer(
      { world, network, host, random: this.random.fork() },
      {
        group,
        sentinels: [...this.sentinels, ...this.stocks],
        periodMs: this.options.writerPeriodMs,
      },
    );
  }

  #makeHost(name: string, address: Address): Host {
    const host = new Host(this.world, { index: this.hosts.length, name, address });
    this.hosts.push(host);
    return host;
  }

  #configText(): string {
    const lines = [`port ${SENTINEL_PORT}`];
    if (this.options.hasNames) {
      lines.push('sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes');
    }
    if (this.options.hasFence) lines.push('# vedette: fence-minority yes');
    for (const group of this.options.groups) {
      const index = this.options.groups.indexOf(group) + 1;
      const { name } = group;
      lines.push(
        `sentinel monitor ${name} ${this.#nodeHost(index, 1)} ${NODE_PORT} ${group.quorum}`,
        `sentinel down-after-milliseconds ${name} ${group.downAfterMs}`,
        `sentinel failover-timeout ${name} ${group.failoverTimeoutMs}`,
        `sentinel parallel-syncs ${name} ${group.parallelSyncs}`,
      );
      if (this.options.replacesEmpty) lines.push(`# vedette: replace-empty-master ${name} yes`);
      if (group.promotesOrphans) lines.push(`# vedette: promote-without-master ${name} yes`);
      if (group.password !== null) lines.push(`sentinel auth-pass ${name} ${group.password}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
