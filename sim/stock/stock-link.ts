// One connection of a stock Sentinel: commands and, in their order, who waits for the reply.

import type { Address } from '../../src/core/address.ts';
import type { RespValue } from '../../src/resp/value.ts';
import type { Host } from '../host.ts';
import { type End, type Handler, isCommand, type Network } from '../network.ts';

export type OnReply = (value: RespValue) => void;

/** It tries again no sooner. */
const RECONNECT_MS = 1_000;

export class StockLink {
  readonly #network: Network;
  readonly #host: Host;
  readonly #to: Address;
  /** What is sent first. */
  readonly #greet: (link: StockLink) => void;
  readonly #onPush: (value: RespValue) => void;
  #end: End | null = null;
  #waiting: (OnReply | null)[] = [];
  #triedMs = Number.NEGATIVE_INFINITY;
  #isOver = false;
  sinceMs = 0;

  constructor(
    outside: { network: Network; host: Host },
    to: Address,
    does: { greet: (link: StockLink) => void; onPush: (value: RespValue) => void },
  ) {
    this.#network = outside.network;
    this.#host = outside.host;
    this.#to = to;
    this.#greet = does.greet;
    this.#onPush = does.onPush;
  }

  get isUp(): boolean {
    return this.#end !== null;
  }

  get pending(): number {
    return this.#waiting.length;
  }

  /** Connects if it is time to. */
  tend(nowMs: number): void {
    if (this.#end !== null || this.#isOver || nowMs - this.#triedMs < RECONNECT_MS) return;
    this.#triedMs = nowMs;
    this.#network.connect(this.#host, this.#to, {
      connected: (end): Handler => {
        if (this.#isOver || this.#end !== null) {
          end.close();
          return { receive: () => {}, closed: () => {} };
        }
        this.#end = end;
        this.#waiting = [];
        this.sinceMs = nowMs;
        this.#greet(this);
        return {
          receive: (message) => {
            if (this.#end !== end || isCommand(message) || message.kind === 'snapshot') return;
            const isPush = this.#waiting.length === 0;
            if (isPush) this.#onPush(message);
            else this.#waiting.shift()?.(message);
          },
          closed: () => {
            if (this.#end === end) this.#end = null;
          },
        };
      },
      failed: () => {},
    });
  }

  send(words: readonly string[], onReply: OnReply | null = null): void {
    if (this.#end === null) return;
    this.#waiting.push(onReply);
    this.#end.send(words);
  }

  /** Ends the connection; the next `tend` makes another. */
  drop(): void {
    this.#end?.close();
    this.#end = null;
  }

  close(): void {
    this.#isOver = true;
    this.drop();
  }
}
