// Waiting for a condition, never for a length of time. A deadline stands behind every wait so that
// a test that can no longer pass ends with a sentence about what was missing.

import { setTimeout as pause } from 'node:timers/promises';
import { nowMs } from './clock.ts';

export interface WaitOptions {
  /** Generous by default: a slow machine must not fail a test. */
  readonly withinMs?: number;
  readonly everyMs?: number;
}

const DEFAULT_WITHIN_MS = 30_000;
/** Each look costs those that are looked at as well. */
const DEFAULT_EVERY_MS = 20;

/** Asks `probe` until it gives something other than undefined. A probe that throws has not
 *  succeeded yet; what it said last stands in the error at the deadline. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions = {},
): Promise<T> {
  const withinMs = options.withinMs ?? DEFAULT_WITHIN_MS;
  const deadlineMs = nowMs() + withinMs;
  let last = 'nothing was seen';
  for (;;) {
    try {
      const answer = probe();
      const found =
        answer instanceof Promise ? await within('an answer', withinMs, answer) : answer;
      if (found !== undefined) return found;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (nowMs() > deadlineMs) throw new Error(`Waited ${withinMs} ms for ${what}: ${last}`);
    await pause(options.everyMs ?? DEFAULT_EVERY_MS);
  }
}

/** For probes: not yet, and why. */
export function expect(condition: boolean, why: string): void {
  if (!condition) throw new Error(why);
}

/** Ends a promise that may never settle. */
export function within<T>(what: string, withinMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Waited ${withinMs} ms for ${what}`)), withinMs);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
