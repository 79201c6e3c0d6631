// The network between the hosts: connections that keep order and lose nothing while they last, over
// paths that delay, lose (which delays), or block in one direction or both. What is sent into a
// blocked path is sent again when it opens; a machine that was started anew answers what belongs to
// its past with a reset.

import type { Address } from '../src/core/address.ts';
import { addressKey } from '../src/core/address.ts';
import type { RespValue } from '../src/resp/value.ts';
import type { Happening } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What a replica gets to start from. */
export interface Snapshot {
  readonly kind: 'snapshot';
  readonly data: ReadonlyMap<string, string>;
}

/** A command, a reply, or a data set. */
export type Message = readonly string[] | RespValue | Snapshot;

export function isCommand(message: Message): message is readonly string[] {
  return Array.isArray(message);
}

export interface Handler {
  receive(message: Message): void;
  /** The other side is gone; nothing comes any more. */
  closed(reason: string): void;
}

export interface Dialer {
  connected(end: End): Handler;
  failed(reason: string): void;
}

export interface NetworkOptions {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly connectTimeoutMs: number;
}

/** What travels together. It is its own entry in the queue of what happens: there are more of them
 *  than of everything else. */
class Packet implements Happening {
  atMs = 0;
  order = 0;
  readonly messages: Message[] = [];
  closing: string | null = null;
  readonly sentAtMs: number;
  readonly #network: Network;
  readonly #from: End;

  constructor(network: Network, from: End, sentAtMs: number) {
    this.#network = network;
    this.#from = from;
    this.sentAtMs = sentAtMs;
  }

  run(): void {
    this.#network.arrive(this.#from, this);
  }
}

const MAX_HOSTS = 64;
const FIRST_RETRANSMISSION_MS = 200;
const MAX_LOSSES_IN_A_ROW = 4;
/** After a partition the sender tries again within this time. */
const RESUME_WITHIN_MS = 1_000;
const CONNECT_RETRY_MS = 1_000;

/** One side of a connection. */
export class End {
  readonly host: Host;
  readonly remote: Address;
  handler: Handler | null = null;
  isClosed = false;
  other: End | null = null;
  lastArrivalMs = 0;
  packet: Packet | null = null;
  readonly stuck: Packet[] = [];
  readonly #network: Network;

  constructor(network: Network, host: Host, remote: Address) {
    this.#network = network;
    this.host = host;
    this.remote = remote;
  }

  /** What is sent at one instant travels together. Nothing happens on a closed connection. */
  send(message: Message): void {
    if (this.isClosed) return;
    this.#network.packetOf(this).messages.push(message);
  }

  close(): void {
    if (this.isClosed) return;
    this.#network.packetOf(this).closing = 'closed';
    this.#network.forget(this);
  }
}

export class Network {
  readonly #world: World;
  readonly #random: Random;
  readonly #options: NetworkOptions;
  readonly #acceptors = new Map<string, { host: Host; accept: (end: End) => Handler }>();
  readonly #blocked = new Int16Array(MAX_HOSTS * MAX_HOSTS);
  readonly #extraMs = new Float64Array(MAX_HOSTS * MAX_HOSTS);
  readonly #lossPermille = new Int16Array(MAX_HOSTS * MAX_HOSTS);
  /** Open ends in the order in which they were made. */
  readonly #open = new Set<End>();
  readonly #withStuck = new Set<End>();

  constructor(world: World, random: Random, options: NetworkOptions) {
    this.#world = world;
    this.#random = random;
    this.#options = options;
  }

  listen(host: Host, accept: (end: End) => Handler): void {
    this.#acceptors.set(addressKey(host.address), { host, accept });
  }

  /** Nothing gets from one host to the other until `unblock`; counted, so that two partitions may
   *  overlap. */
  block(from: Host, to: Host): void {
    this.#blocked[path(from, to)] = (this.#blocked[path(from, to)] ?? 0) + 1;
  }

  unblock(from: Host, to: Host): void {
    this.#blocked[path(from, to)] = (this.#blocked[path(from, to)] ?? 0) - 1;
    this.#flush();
  }

  /** Adds to what a path costs; given again with the opposite sign to undo it. */
  worsen(from: Host, to: Host, by: { delayMs?: number; lossPermille?: number }): void {
    const at = path(from, to);
    this.#extraMs[at] = (this.#extraMs[at] ?? 0) + (by.delayMs ?? 0);
    this.#lossPermille[at] = (this.#lossPermille[at] ?? 0) + (by.lossPermille ?? 0);
  }

  /** Both sides of some connections see a reset. Returns how many. */
  resetSome(chancePermille: number): number {
    let count = 0;
    for (const end of [...this.#open]) {
      if (end.isClosed || end.other === null || !this.#random.permille(chancePermille)) continue;
      count += 1;
      const other = end.other;
      this.#abort(end, 'reset');
      this.#abort(other, 'reset');
    }
    return count;
  }

  /** To be called after `host.end`: its connections end, told to the others unless it is lost. */
  ended(host: Host): void {
    for (const end of [...this.#open]) {
      if (end.host !== host) continue;
      end.stuck.length = 0;
      if (host.state !== 'lost' && !this.isBlocked(host, end.other?.host)) {
        this.packetOf(end).closing = 'reset';
      }
      this.forget(end);
    }
  }

  /** To be called after `host.boot`: what was sent to the lost machine meets the new one. */
  booted(): void {
    this.#flush();
  }

  /** Starts to connect; ends in one call of the dialer, unless the process ends before. */
  connect(from: Host, to: Address, dialer: Dialer): void {
    const target = this.#acceptors.get(addressKey(to));
    const untilMs = this.#world.nowMs + this.#options.connectTimeoutMs;
    if (target === undefined) {
      from.timer(untilMs, () => dialer.failed('timeout'));
      return;
    }
    this.#attempt({ from, to: target.host, accept: target.accept, dialer, untilMs, retries: 0 });
  }

  isBlocked(from: Host, to: Host | undefined): boolean {
    return to !== undefined && (this.#blocked[path(from, to)] ?? 0) > 0;
  }

  /** The packet that what is sent now goes into. */
  packetOf(end: End): Packet {
    const nowMs = this.#world.nowMs;
    if (end.packet !== null && end.packet.sentAtMs === nowMs) return end.packet;
    const packet = new Packet(this, end, nowMs);
    end.packet = packet;
    this.#launch(end, packet, 0);
    return packet;
  }

  forget(end: End): void {
    end.isClosed = true;
    this.#open.delete(end);
  }

  #attempt(call: Call): void {
    const { from, to, untilMs } = call;
    const canPass = !this.isBlocked(from, to) && to.state !== 'lost';
    if (canPass) {
      const life = from.life;
      this.#world.after(this.latencyMs(from, to), () => {
        if (from.life === life) this.#arriveCall(call);
      });
      return;
    }
    const waitMs = CONNECT_RETRY_MS * 2 ** call.retries;
    const atMs = this.#world.nowMs + waitMs;
    if (atMs >= untilMs) from.timer(untilMs, () => call.dialer.failed('timeout'));
    else from.timer(atMs, () => this.#attempt({ ...call, retries: call.retries + 1 }));
  }

  #arriveCall(call: Call): void {
    const { from, to, dialer } = call;
    if (this.isBlocked(to, from) || to.state === 'lost') {
      const untilMs = Math.max(call.untilMs, this.#world.nowMs);
      from.timer(untilMs, () => dialer.failed('timeout'));
      return;
    }
    const backMs = this.latencyMs(to, from);
    const life = from.life;
    const answer = (run: () => void): void => {
      this.#world.after(backMs, () => {
        if (from.life === life) from.deliver(run);
      });
    };
    if (to.state === 'dead') answer(() => dialer.failed('refused'));
    else this.#establish(call, answer);
  }

  #establish(call: Call, answer: (run: () => void) => void): void {
    const near = new End(this, call.from, call.to.address);
    const far = new End(this, call.to, call.from.address);
    near.other = far;
    far.other = near;
    this.#open.add(far);
    this.#open.add(near);
    call.to.deliver(() => {
      far.handler = call.accept(far);
    });
    answer(() => {
      if (near.isClosed) call.dialer.failed('reset');
      else near.handler = call.dialer.connected(near);
    });
  }

  latencyMs(from: Host, to: Host): number {
    const random = this.#random;
    const at = path(from, to);
    const lossPermille = this.#lossPermille[at] ?? 0;
    let delayMs =
      random.durationMs(this.#options.minDelayMs, this.#options.maxDelayMs) +
      (this.#extraMs[at] ?? 0);
    let againMs = FIRST_RETRANSMISSION_MS;
    for (let lost = 0; lossPermille > 0 && lost < MAX_LOSSES_IN_A_ROW; lost++) {
      if (!random.permille(lossPermille)) break;
      delayMs += againMs;
      againMs *= 2;
    }
    return delayMs;
  }

  #launch(end: End, packet: Packet, extraMs: number): void {
    const to = end.other;
    if (to === null) return;
    const isStuck = end.stuck.length > 0;
    if (isStuck || this.isBlocked(end.host, to.host) || to.host.state === 'lost') {
      end.stuck.push(packet);
      this.#withStuck.add(end);
      return;
    }
    const arrivalMs = this.#world.nowMs + extraMs + this.latencyMs(end.host, to.host);
    end.lastArrivalMs = Math.max(end.lastArrivalMs, arrivalMs);
    this.#world.schedule(end.lastArrivalMs, packet);
  }

  arrive(from: End, packet: Packet): void {
    const to = from.other;
    if (to === null) return;
    from.packet = from.packet === packet ? null : from.packet;
    if (to.host.state === 'lost') {
      from.stuck.push(packet);
      this.#withStuck.add(from);
    } else if (to.isClosed) {
      this.#answerWithReset(from, to);
    } else if (to.host.state === 'running') {
      this.#hand(to, packet);
    } else {
      to.host.deliver(() => this.#hand(to, packet));
    }
  }

  #hand(to: End, packet: Packet): void {
    for (const message of packet.messages) {
      if (to.isClosed) return;
      to.handler?.receive(message);
    }
    if (packet.closing !== null) this.#abort(to, packet.closing);
  }

  #answerWithReset(from: End, to: End): void {
    if (from.isClosed || this.isBlocked(to.host, from.host)) return;
    this.#world.after(this.latencyMs(to.host, from.host), () => this.#abort(from, 'reset'));
  }

  /** The end learns that its connection is over. */
  #abort(end: End, reason: string): void {
    if (end.isClosed) return;
    this.forget(end);
    end.host.deliver(() => end.handler?.closed(reason));
  }

  #flush(): void {
    for (const end of [...this.#withStuck]) {
      const to = end.other?.host;
      if (to === undefined || this.isBlocked(end.host, to) || to.state === 'lost') continue;
      this.#withStuck.delete(end);
      const packets = end.stuck.splice(0);
      const waitMs = this.#random.durationMs(0, RESUME_WITHIN_MS);
      for (const packet of packets) this.#launch(end, packet, waitMs);
    }
  }
}

interface Call {
  readonly from: Host;
  readonly to: Host;
  readonly accept: (end: End) => Handler;
  readonly dialer: Dialer;
  readonly untilMs: number;
  readonly retries: number;
}

function path(from: Host, to: Host): number {
  return from.index * MAX_HOSTS + to.index;
}
