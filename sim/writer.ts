// A client that writes: it asks the Vedettes for the master, counts upwards there, and asks again
// when that goes wrong. What it was acknowledged it remembers, so that one can tell what was lost.

import type { Address } from '../src/core/address.ts';
import type { SimGroup } from './group.ts';
import type { Host } from './host.ts';
import type { End, Handler, Message, Network } from './network.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export interface WriterOptions {
  readonly group: SimGroup;
  readonly sentinels: readonly { readonly host: Host }[];
  readonly periodMs: number;
}

const REPLY_TIMEOUT_MS = 1_000;
const KEY = 'counter';

export class Writer {
  readonly #world: World;
  readonly #network: Network;
  readonly #host: Host;
  readonly #random: Random;
  readonly #options: WriterOptions;
  #end: End | null = null;
  /** Counts the connections: what belongs to an earlier one is void. */
  #attempt = 0;
  #sentAtMs: number | null = null;
  #acknowledged = 0;
  #highest = 0;
  #lost = 0;
  #lastWriteMs = 0;
  #longestGapMs = 0;

  constructor(
    outside: { world: World; network: Network; host: Host; random: Random },
    options: WriterOptions,
  ) {
    this.#world = outside.world;
    this.#network = outside.network;
    this.#host = outside.host;
    this.#random = outside.random;
    this.#options = options;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Acknowledged increments that a later one did not know of. */
  get lost(): number {
    return this.#lost;
  }

  /** The longest time between two acknowledged writes. */
  get longestGapMs(): number {
    return this.#longestGapMs;
  }

  start(): void {
    this.#host.boot();
    this.#tick();
  }

  #tick(): void {
    this.#host.timer(this.#world.nowMs + this.#options.periodMs, () => this.#tick());
    const isLate = this.#sentAtMs !== null && this.#world.nowMs - this.#sentAtMs > REPLY_TIMEOUT_MS;
    if (isLate) this.#hangUp();
    if (this.#sentAtMs !== null) return;
    this.#sentAtMs = this.#world.nowMs;
    if (this.#end === null) this.#ask();
    else this.#end.send(['INCR', KEY]);
  }

  #hangUp(): void {
    this.#attempt += 1;
    this.#end?.close();
    this.#end = null;
    this.#sentAtMs = null;
  }

  /** Asks one of the Vedettes where the master is. */
  #ask(): void {
    const { group, sentinels } = this.#options;
    const sentinel = this.#random.pick(sentinels);
    this.#call(sentinel.host.address, (end) => {
      end.send(['SENTINEL', 'get-master-addr-by-name', group.name]);
      return (message) => {
        end.close();
        const address = addressOf(message);
        if (address === null) this.#hangUp();
        else this.#connect(address);
      };
    });
  }

  #connect(master: Address): void {
    this.#attempt += 1;
    this.#call(master, (end) => {
      this.#end = end;
      const { password } = this.#options.group.options;
      if (password !== null) end.send(['AUTH', password]);
      end.send(['INCR', KEY]);
      return (message) => this.#answered(message);
    });
  }

  #call(address: Address, begin: (end: End) => (message: Message) => void): void {
    const attempt = this.#attempt;
    const isStale = (): boolean => attempt !== this.#attempt;
    const fail = (): void => {
      if (!isStale()) this.#hangUp();
    };
    this.#network.connect(this.#host, address, {
      connected: (end): Handler => {
        const receive = isStale() ? () => {} : begin(end);
        if (isStale()) end.close();
        return {
          receive: (message) => {
            if (!isStale()) receive(message);
          },
          closed: fail,
        };
      },
      failed: fail,
    });
  }

  #answered(message: Message): void {
    if (!('kind' in message)) return;
    if (message.kind === 'error') this.#hangUp();
    if (message.kind !== 'integer') return;
    this.#sentAtMs = null;
    this.#count(Number(message.value));
  }

  #count(value: number): void {
    const { nowMs } = this.#world;
    this.#acknowledged += 1;
    this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#lastWriteMs);
    this.#lastWriteMs = nowMs;
    if (value <= this.#highest) {
      this.#lost += this.#highest - value + 1;
      this.#world.note(this.#host.name, 'w', `${this.#highest - value + 1} writes were lost`);
    }
    this.#highest = value;
  }
}

function addressOf(message: Message): Address | null {
  if (!('kind' in message) || message.kind !== 'array') return null;
  const [host, port] = message.items;
  if (host?.kind !== 'bulk' || port?.kind !== 'bulk') return null;
  return { host: host.text, port: Number(port.text) };
}
