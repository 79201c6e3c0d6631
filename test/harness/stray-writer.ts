// A client that writes to one node for as long as that takes its writes, and comes back when it is
// sent away: it notes when the first and the last write was acknowledged.

import { nowMs } from './clock.ts';
import type { Connection } from './connection.ts';
import { ReplyError } from './resp.ts';

export interface TakenWrites {
  /** When the first write was acknowledged, and when the last; null: none was. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Connections that were lost after a write on them. */
  readonly timesSentAway: number;
}

/** Returns when the node refuses writes as a replica; throws when it does not within the time. */
export async function writeUntilRefused(
  open: () => Promise<Connection>,
  withinMs: number,
): Promise<TakenWrites> {
  const endMs = nowMs() + withinMs;
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let timesSentAway = 0;
  while (nowMs() < endMs) {
    const connection = await open().catch(() => null);
    let hasWritten = false;
    try {
      while (connection !== null && nowMs() < endMs) {
        const reply = await connection.call('SET', 'written', 'in vain');
        if (reply instanceof ReplyError) {
          // What reads its data in refuses all; that is not the end.
          if (reply.code === 'READONLY') return { firstMs, lastMs, timesSentAway };
          continue;
        }
        hasWritten = true;
        lastMs = nowMs();
        firstMs ??= lastMs;
      }
    } catch {
      if (hasWritten) timesSentAway += 1;
    } finally {
      connection?.close();
    }
  }
  throw new Error(`It still takes writes after ${withinMs} ms`);
}

/** For how long it took writes. Milliseconds. */
export function tookWritesMs({ firstMs, lastMs }: TakenWrites): number {
  return firstMs === null || lastMs === null ? 0 : lastMs - firstMs;
}
