// A model node's other half: the side that follows a master. It connects, asks to go on where it
// was, takes a whole data set where it cannot, and applies what the master writes.

import { type Address, sameAddress } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Host } from '../host.ts';
import {
  type End,
  type Handler,
  isCommand,
  type Message,
  type Network,
  type Snapshot,
} from '../network.ts';
import type { World } from '../world.ts';
import type { Command, Replication } from './replication.ts';

export type FollowStage = 'connect' | 'connecting' | 'sync' | 'connected';

export interface FollowerOptions {
  readonly masterAuth: string | null;
  /** Silence after which the link is given up. */
  readonly replicationTimeoutMs: number;
  /** How long a new data set takes to be read in. */
  readonly loadMs: number;
}

/** What the node itself does when its master says something. */
export interface Follows {
  readonly replication: Replication;
  /** Forgets the data and takes these. */
  replaceData(data: ReadonlyMap<string, string>): void;
  apply(command: Command): void;
  /** Sub-replicas cannot go on. */
  dropFollowers(): void;
}

const RETRY_MS = 1_000;
const ACKNOWLEDGEMENT: Command = ['REPLCONF', 'ACK'];

export class Follower {
  readonly #world: World;
  readonly #network: Network;
  readonly #host: Host;
  readonly #node: Follows;
  readonly #options: FollowerOptions;
  #master: Address | null = null;
  #stage: FollowStage = 'connect';
  #end: End | null = null;
  #downSinceMs: number | null = null;
  #lastHeardMs = 0;
  #syncTo: { id: string; offset: number } | null = null;
  #isLoading = false;
  /** Counts the attempts: what comes back to an earlier one is void. */
  #attempt = 0;

  constructor(
    outside: { world: World; network: Network; host: Host },
    node: Follows,
    options: FollowerOptions,
  ) {
    this.#world = outside.world;
    this.#network = outside.network;
    this.#host = outside.host;
    this.#node = node;
    this.#options = options;
  }

  get master(): Address | null {
    return this.#master;
  }

  get stage(): FollowStage {
    return this.#stage;
  }

  get isLinkUp(): boolean {
    return this.#stage === 'connected';
  }

  get isSyncing(): boolean {
    return this.#stage === 'sync';
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Since when the link is down, or null if it never was up. */
  get downSinceMs(): number | null {
    return this.#downSinceMs;
  }

  /** Follows that address from now on, or nobody. */
  follow(master: Address | null): void {
    const isSame = master === null ? this.#master === null : this.#isFollowing(master);
    if (isSame) return;
    if (this.isLinkUp) this.#downSinceMs = this.#world.nowMs;
    this.#hangUp();
    this.#master = master;
    this.#isLoading = false;
    if (master !== null) this.#connect();
  }

  /** To be called about once a second. */
  tick(): void {
    if (this.#master === null) return;
    const isSilent = this.#world.nowMs - this.#lastHeardMs > this.#options.replicationTimeoutMs;
    if (this.#stage !== 'connect' && isSilent) this.#lose();
    if (this.#stage === 'connect') this.#connect();
    // What meets a master that was started anew is answered with a reset.
    if (this.#stage === 'connected') this.#end?.send(ACKNOWLEDGEMENT);
  }

  /** The process has ended. */
  reset(): void {
    this.#hangUp();
    this.#master = null;
    this.#downSinceMs = null;
    this.#isLoading = false;
  }

  #isFollowing(master: Address): boolean {
    return this.#master !== null && sameAddress(this.#master, master);
  }

  #hangUp(): void {
    this.#attempt += 1;
    this.#end?.close();
    this.#end = null;
    this.#syncTo = null;
    this.#stage = 'connect';
  }

  #lose(): void {
    if (this.#stage === 'connected') this.#downSinceMs = this.#world.nowMs;
    this.#hangUp();
    this.#isLoading = false;
  }

  #connect(): void {
    const master = this.#master;
    if (master === null) return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#stage = 'connecting';
    this.#lastHeardMs = this.#world.nowMs;
    this.#network.connect(this.#host, master, {
      connected: (end) => this.#greet(end, attempt),
      failed: () => {
        if (attempt === this.#attempt) this.#stage = 'connect';
      },
    });
  }

  #greet(end: End, attempt: number): Handler {
    const isStale = (): boolean => attempt !== this.#attempt;
    if (isStale()) {
      end.close();
    } else {
      this.#end = end;
      this.#lastHeardMs = this.#world.nowMs;
      if (this.#options.masterAuth !== null) end.send(['AUTH', this.#options.masterAuth]);
      const { id, offset } = this.#node.replication;
      end.send(['PSYNC', id, String(offset + 1), String(this.#host.address.port)]);
    }
    return {
      receive: (message) => {
        if (!isStale()) this.#hear(message);
      },
      closed: () => {
        if (isStale()) return;
        const wasUp = this.isLinkUp;
        this.#lose();
        if (wasUp) this.#connect();
      },
    };
  }

  #hear(message: Message): void {
    this.#lastHeardMs = this.#world.nowMs;
    if (isCommand(message)) this.#write(message);
    else if (message.kind === 'snapshot') this.#load(message);
    else this.#answer(message);
  }

  #answer(value: RespValue): void {
    if (value.kind === 'error') this.#lose();
    if (value.kind !== 'simple') return;
    const [word, id, offset] = value.text.split(' ');
    if (word === 'FULLRESYNC' && id !== undefined) {
      this.#stage = 'sync';
      this.#syncTo = { id, offset: Number(offset) };
    } else if (word === 'CONTINUE') {
      this.#continueAs(id);
    }
  }

  #continueAs(id: string | undefined): void {
    const { replication } = this.#node;
    if (id !== undefined && id !== replication.id) {
      replication.shift(id);
      this.#node.dropFollowers();
    }
    if (!replication.hasLog) replication.startLog();
    this.#arrive();
  }

  #load(snapshot: Snapshot): void {
    const target = this.#syncTo;
    if (target === null) return;
    const attempt = this.#attempt;
    this.#isLoading = true;
    this.#node.dropFollowers();
    this.#node.replaceData(snapshot.data);
    this.#node.replication.adopt(target.id, target.offset);
    this.#syncTo = null;
    this.#arrive();
    this.#host.timer(this.#world.nowMs + this.#options.loadMs, () => {
      if (attempt === this.#attempt) this.#isLoading = false;
    });
  }

  #arrive(): void {
    this.#stage = 'connected';
    this.#downSinceMs = null;
  }

  #write(command: Command): void {
    if (this.#stage !== 'connected') return;
    this.#node.replication.append(command);
    this.#node.apply(command);
  }
}

export const FOLLOWER_TICK_MS: number = RETRY_MS;
