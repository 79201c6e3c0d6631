// Writers that know which of their writes were acknowledged, and so which were lost: each counts
// upwards into a list of its own, as fast as it is answered, on the node that the Sentinels name. A
// write that was not acknowledged is not repeated.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from './clock.ts';
import { Connection } from './connection.ts';
import { asList, asText, ReplyError } from './resp.ts';
import { until, within } from './wait.ts';

export interface CountersOptions {
  readonly groupName: string;
  readonly sentinelPorts: readonly number[];
  readonly writers: number;
}

/** A write that takes longer is given up with its connection. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 1;

export class Counters {
  readonly #options: CountersOptions;
  readonly #loops: Promise<void>[] = [];
  /** By writer: the numbers that were acknowledged. */
  readonly #acknowledged: number[][] = [];
  readonly #ackAtMs: number[] = [];
  #ended = false;

  constructor(options: CountersOptions) {
    this.#options = options;
    for (let writer = 0; writer < options.writers; writer += 1) {
      this.#acknowledged.push([]);
      this.#loops.push(this.#run(writer));
    }
  }

  get acknowledged(): number {
    return this.#acknowledged.reduce((sum, numbers) => sum + numbers.length, 0);
  }

  /** Waits until every writer has written after that moment. */
  async allWriteAfter(momentMs: number): Promise<void> {
    const before = this.#acknowledged.map((numbers) => numbers.length);
    await until(
      `${this.#options.writers} writers to write`,
      () => {
        const all = this.#acknowledged.every((numbers, at) => numbers.length > (before[at] ?? 0));
        return all && nowMs() > momentMs ? true : undefined;
      },
      { everyMs: 1 },
    );
  }

  /** The longest time between two acknowledged writes of anybody, from a moment on. Milliseconds. */
  longestGapMs(sinceMs: number): number {
    const times = this.#ackAtMs.filter((atMs) => atMs >= sinceMs);
    let longest = 0;
    for (const [at, timeMs] of times.entries()) {
      longest = Math.max(longest, timeMs - (times[at - 1] ?? timeMs));
    }
    return longest;
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#loops);
  }

  /** How many acknowledged writes the node does not hold. After `end`. */
  async lostOn(port: number): Promise<number> {
    const connection = await Connection.open(port);
    try {
      let lost = 0;
      for (const [writer, numbers] of this.#acknowledged.entries()) {
        const held = new Set(asList(await connection.call('LRANGE', keyOf(writer), '0', '-1')));
        lost += numbers.filter((number) => !held.has(String(number))).length;
      }
      return lost;
    } finally {
      connection.close();
    }
  }

  async #run(writer: number): Promise<void> {
    let number = 0;
    while (!this.#ended) {
      const connection = await this.#connect(writer).catch(() => null);
      try {
        while (connection !== null && !this.#ended) {
          number += 1;
          const write = connection.call('RPUSH', keyOf(writer), String(number));
          const reply = await within('a write', PATIENCE_MS, write);
          if (reply instanceof ReplyError) break;
          this.#acknowledged[writer]?.push(number);
          this.#ackAtMs.push(nowMs());
        }
      } catch {
        // Lost: the Sentinels are asked again.
      }
      connection?.close();
      await pause(RETRY_MS);
    }
  }

  async #connect(writer: number): Promise<Connection> {
    const { groupName, sentinelPorts } = this.#options;
    const sentinel = await Connection.open(sentinelPorts[writer % sentinelPorts.length] ?? 0);
    try {
      const reply = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', groupName);
      return await Connection.open(Number(asText(asList(reply)[1])));
    } finally {
      sentinel.close();
    }
  }
}

function keyOf(writer: number): string {
  return `counted:${writer}`;
}
