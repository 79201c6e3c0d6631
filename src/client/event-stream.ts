// The events of several Sentinels as one stream. A Sentinel that is lost is tried again for as long
// as somebody listens; what it announced meanwhile is not told.

import type { Address } from '../core/address.ts';
import type { RespValue } from '../resp/value.ts';
import { Connection, type Entry } from './connection.ts';
import type { Failure } from './failure.ts';
import { listOf, textOf } from './reading.ts';

export interface SentinelEvent {
  readonly atMs: number;
  readonly sentinel: Address;
  /** `+switch-master` */
  readonly name: string;
  readonly payload: string;
}

export interface EventStreamOptions {
  readonly addresses: readonly Address[];
  readonly entry: Entry;
  readonly patienceMs: number;
  readonly onEvent: (event: SentinelEvent) => void;
  /** A Sentinel is heard (null), or not any more; told once, until it changes. */
  readonly onState?: (sentinel: Address, failure: Failure | null) => void;
}

/** Between two attempts to reach a lost Sentinel. */
export const RETRY_MS = 1_000;

export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #connections = new Map<Address, Connection>();
  readonly #retries = new Set<NodeJS.Timeout>();
  /** What was told last of each. */
  readonly #told = new Map<Address, string>();
  #isClosed = false;

  private constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  /** Resolves when every Sentinel has been tried once; who is heard is heard from then on. */
  static async open(options: EventStreamOptions): Promise<EventStream> {
    const stream = new EventStream(options);
    await Promise.all(options.addresses.map((address) => stream.#subscribe(address)));
    return stream;
  }

  /** How many are heard now. */
  get heard(): number {
    return this.#connections.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
    for (const retry of this.#retries) clearTimeout(retry);
    this.#retries.clear();
  }

  async #subscribe(address: Address): Promise<void> {
    const { entry, patienceMs } = this.#options;
    const opened = await Connection.open({ address, entry, patienceMs });
    if (this.#isClosed) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (!opened.ok) return this.#lose(address, opened.failure);
    const connection = opened.value;
    await new Promise<void>((subscribed) => {
      connection.listen(
        ['PSUBSCRIBE', '*'],
        (value) => {
          if (this.#connections.get(address) !== connection) {
            this.#connections.set(address, connection);
            this.#tell(address, null);
            subscribed();
          }
          this.#take(address, value);
        },
        (failure) => {
          this.#connections.delete(address);
          this.#lose(address, failure);
          subscribed();
        },
      );
    });
  }

  #take(sentinel: Address, value: RespValue): void {
    const [kind, , channel, payload] = listOf(value);
    if (textOf(kind) !== 'pmessage') return;
    const name = textOf(channel) ?? '';
    // Hellos come by the same way, and are no events.
    if (!/^[+-]/.test(name)) return;
    const event = { atMs: Date.now(), sentinel, name, payload: textOf(payload) ?? '' };
    this.#options.onEvent(event);
  }

  #tell(address: Address, failure: Failure | null): void {
    const text = failure === null ? '' : failure.text;
    if (this.#told.get(address) === text) return;
    this.#told.set(address, text);
    this.#options.onState?.(address, failure);
  }

  #lose(address: Address, failure: Failure): void {
    if (this.#isClosed) return;
    this.#tell(address, failure);
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      void this.#subscribe(address);
    }, RETRY_MS);
    this.#retries.add(retry);
  }
}
