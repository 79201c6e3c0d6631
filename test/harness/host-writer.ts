// A process of its own: a client on one host that writes unique numbers, one after the other, to
// the master that the Sentinel of its host names, or another Sentinel where that one is silent. At
// SIGTERM it writes down which were acknowledged and when, and ends.

import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from './clock.ts';
import { Connection } from './connection.ts';
import { leaveWithParent } from './guard.ts';
import { asList, asText, ReplyError } from './resp.ts';
import { within } from './wait.ts';

export interface WriterOrders {
  readonly groupName: string;
  readonly key: string;
  /** Hosts of the Sentinels, the own first. */
  readonly sentinelHosts: readonly string[];
  readonly sentinelPort: number;
  readonly paceMs: number;
  /** Where the result goes. */
  readonly file: string;
}

/** The numbers that were acknowledged, and when each was. */
export interface Written {
  readonly numbers: readonly number[];
  readonly atMs: readonly number[];
}

const ANSWER_WITHIN_MS = 500;
/** A write that takes longer is given up with its connection, and not repeated. */
const WRITE_WITHIN_MS = 1_000;
const RETRY_MS = 20;

const written: { numbers: number[]; atMs: number[] } = { numbers: [], atMs: [] };
let number = 0;

async function open(host: string, port: number): Promise<Connection> {
  return await within('a connection', ANSWER_WITHIN_MS, Connection.open(port, { host }));
}

async function findMaster(orders: WriterOrders): Promise<Connection> {
  for (const host of orders.sentinelHosts) {
    const sentinel = await open(host, orders.sentinelPort).catch(() => null);
    if (sentinel === null) continue;
    try {
      const asked = sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', orders.groupName);
      const reply = asList(await within('an answer', ANSWER_WITHIN_MS, asked));
      return await open(asText(reply[0]), Number(asText(reply[1])));
    } catch {
      // The next one may know more.
    } finally {
      sentinel.close();
    }
  }
  throw new Error('nobody knows a master that answers');
}

async function writeOn(connection: Connection, { key, paceMs }: WriterOrders): Promise<void> {
  for (;;) {
    number += 1;
    const current = number;
    const reply = await within(
      'a write',
      WRITE_WITHIN_MS,
      connection.call('SADD', key, `${current}`),
    );
    if (reply instanceof ReplyError) return;
    written.numbers.push(current);
    written.atMs.push(nowMs());
    await pause(paceMs);
  }
}

async function main(orders: WriterOrders): Promise<void> {
  process.once('SIGTERM', () => {
    writeFileSync(orders.file, JSON.stringify(written satisfies Written));
    process.exit(0);
  });
  for (;;) {
    let connection: Connection | null = null;
    try {
      connection = await findMaster(orders);
      await writeOn(connection, orders);
    } catch {
      // Asked again.
    } finally {
      connection?.close();
    }
    await pause(RETRY_MS);
  }
}

leaveWithParent();
const orders: WriterOrders = JSON.parse(process.argv[2] ?? '');
await main(orders);
